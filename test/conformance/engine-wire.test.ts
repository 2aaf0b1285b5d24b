import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AppError } from '../../src-shared/errors/app-error';
import { connect } from '../../src-main/engine/loader/connect';
import type { ChipSession } from '../../src-main/engine/loader/chip-session';
import { finish } from '../../src-main/engine/loader/finish';
import { opcodes } from '../../src-main/engine/protocol/opcodes';
import { decodeRequest, decodeResponse, type StatusBytes } from '../../src-main/engine/protocol/packet';
import { readWord } from '../../src-main/engine/protocol/words';
import { inlineCompute } from '../../src-main/platform/inline-compute';
import { golden, withoutGolden } from '../support/golden';
import {
  framesFrom,
  readRecording,
  replayOf,
  ScriptedTransport,
  type RecordedFrame,
} from '../support/scripted-transport';
import { VirtualClock } from '../support/virtual-clock';

/**
 * The engine against what a real ROM and a real stub answered to a reference tool.
 *
 * Byte for byte the same, because the protocol leaves no choice: SYNC, GET_SECURITY_INFO, the stub's MEM_BEGIN, MEM_DATA and
 * MEM_END, CHANGE_BAUDRATE, every command of an operation, and the empty FLASH_BEGIN and FLASH_END that let the stub go.
 * May differ: how many times SYNC and GET_SECURITY_INFO are sent (the reference tool asks twice, to identify and to look for
 * secure download mode), and which registers are read for identification, which is each tool's own idea of what to show.
 */

const { FLASH_BEGIN, FLASH_END, READ_REG, WRITE_REG } = opcodes;

const connecting: ReadonlySet<number> = new Set([
  ...[opcodes.SYNC, opcodes.GET_SECURITY_INFO, opcodes.CHANGE_BAUDRATE],
  ...[opcodes.MEM_BEGIN, opcodes.MEM_DATA, opcodes.MEM_END],
]);

const recordings = withoutGolden
  ? []
  : ['esp32', 'esp32c3'].flatMap((chip) =>
      readdirSync(golden('wire', chip)).map((file) => [chip, file.replace('.jsonl', '')] as const),
    );

const hex = (frame: Uint8Array): string => Buffer.from(frame).toString('hex');

const opcodeOf = (frame: Uint8Array): number | null => decodeRequest(frame)?.opcode ?? null;

/** Frames whose opcode counts, without those that repeat the one before. */
function distinct(frames: readonly Uint8Array[], counts: (opcode: number | null) => boolean): string[] {
  const kept = frames.filter((frame) => counts(opcodeOf(frame))).map(hex);
  return kept.filter((frame, index) => frame !== kept[index - 1]);
}

/** What a reference tool sent until it was connected. */
function recordedConnection(recording: readonly RecordedFrame[], name: string): string[] {
  const frames = framesFrom(recording, 'host');
  const stubStart = frames.findLastIndex((frame) => opcodeOf(frame) === opcodes.MEM_END);
  const first = frames.findIndex((frame, index) => {
    const opcode = opcodeOf(frame);
    if (opcode === READ_REG) return false;
    // Without a stub, MEM_BEGIN is the program's that was to be loaded; with it, the command itself asks once more.
    if (opcode === opcodes.MEM_BEGIN && name.startsWith('rom-')) return true;
    if (opcode === opcodes.GET_SECURITY_INFO && stubStart >= 0 && index > stubStart) return true;
    return opcode === null || !connecting.has(opcode);
  });
  const connection = first < 0 ? frames : frames.slice(0, first);
  return distinct(connection, (opcode) => opcode !== READ_REG);
}

function start(chip: string, name: string) {
  const recording = readRecording(chip, name);
  const clock = new VirtualClock();
  const transport = new ScriptedTransport({ clock, answer: replayOf(recording) });
  const context = { clock, compute: inlineCompute, trace: () => undefined };
  const request = {
    chip: 'auto',
    baud: name === 'stub-change-baud' ? 921_600 : 115_200,
    useStub: name.startsWith('stub-'),
    before: 'no-reset',
    attempts: 1,
  } as const;
  return { recording, clock, transport, session: clock.run(() => connect(transport, request, context)) };
}

describe.skipIf(withoutGolden)('the engine on recorded wires', () => {
  it.each(recordings)('connects as recorded: %s/%s', async (chip, name) => {
    const { recording, transport, session } = start(chip, name);
    const { chip: found, loader, baud } = await session;
    expect([found.id, loader]).toEqual([chip, name.startsWith('stub-') ? 'stub' : 'rom']);
    expect(baud).toBe(name === 'stub-change-baud' ? 921_600 : 115_200);
    const sent = distinct(transport.sent, (opcode) => opcode !== READ_REG);
    expect(sent).toEqual(recordedConnection(recording, name));
  });

  it.each(recordings)('sends and understands every command: %s/%s', async (chip, name) => {
    const { recording, clock, session: connecting } = start(chip, name);
    const session = await connecting;
    const statusBytes = session.loader === 'stub' ? 2 : 4;
    const exchanges = exchangesAfterConnecting(recording, session.loader);
    expect(exchanges.length).toBeGreaterThan(0);
    for (const exchange of exchanges) await clock.run(() => play(session, exchange, statusBytes));
  });

  it.each(recordings.filter(([, name]) => name.startsWith('stub-') && name !== 'stub-change-baud'))(
    'lets the stub go as recorded: %s/%s',
    async (chip, name) => {
      const { recording, clock, transport, session: connecting } = start(chip, name);
      const session = await connecting;
      const before = transport.sent.length;
      await clock.run(() => finish(session, 'no-reset'));
      const ending = framesFrom(recording, 'host').slice(-2);
      expect(ending.map(opcodeOf)).toEqual([FLASH_BEGIN, FLASH_END]);
      expect(transport.sent.slice(before).map(hex)).toEqual(ending.map(hex));
    },
  );
});

interface Exchange {
  readonly sent: Uint8Array;
  readonly answers: readonly Uint8Array[];
}

/** Each frame of the host with what the chip said to it, from the stub's greeting on, or from the first register read. */
function exchangesAfterConnecting(recording: readonly RecordedFrame[], loader: 'rom' | 'stub'): Exchange[] {
  const all: { sent: Uint8Array; answers: Uint8Array[] }[] = [];
  for (const { from, frame } of recording)
    if (from === 'host') all.push({ sent: frame, answers: [] });
    else all.at(-1)?.answers.push(frame);
  const started = (exchange: Exchange): boolean =>
    loader === 'stub'
      ? exchange.answers.some((answer) => hex(answer) === hex(Buffer.from('OHAI')))
      : opcodeOf(exchange.sent) === READ_REG;
  const after = all.slice(all.findIndex(started) + 1);
  return after.filter(({ sent }) => opcodeOf(sent) !== opcodes.CHANGE_BAUDRATE);
}

/** Sends one recorded frame through the session's own means and compares all that comes back. */
async function play(
  session: ChipSession,
  { sent, answers }: Exchange,
  statusBytes: StatusBytes,
): Promise<void> {
  const request = decodeRequest(sent);
  if (request === null) {
    await session.sendFrame(sent);
    for (const frame of answers) expect(hex(await session.receiveFrame(1_000))).toBe(hex(frame));
    return;
  }
  const [first, ...more] = answers;
  const answer = first === undefined ? null : decodeResponse(first, statusBytes);
  if (answer === null) throw new Error('a request without an answer');
  const { opcode, body, checksum } = request;
  if (answer.status.some((byte) => byte !== 0)) {
    const failure: unknown = await session
      .command(opcode, body, { checksum })
      .catch((error: unknown) => error);
    expect(['command-refused', 'command-unsupported']).toContain((failure as AppError).code);
    return;
  }
  if (opcode === READ_REG) expect(await session.readRegister(readWord(body, 0))).toBe(answer.value);
  else if (opcode === WRITE_REG)
    await session.writeRegister(readWord(body, 0), readWord(body, 4), {
      mask: readWord(body, 8),
      delayUs: readWord(body, 12),
    });
  else {
    const reply = await session.command(opcode, body, { checksum });
    expect([reply.value, hex(reply.data)]).toEqual([answer.value, hex(answer.data)]);
  }
  for (const frame of more) expect(hex(await session.receiveFrame(1_000))).toBe(hex(frame));
}
