import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ChipId } from '../../src-shared/model/chip';
import type { BoardSpec } from '../../src-main/simulator/board-spec';
import { createSimulatedBoard, type SimulatedBoard } from '../../src-main/simulator/simulated-board';
import { SimulatedTransport } from '../../src-main/simulator/simulated-transport';
import { golden, withoutGolden } from '../support/golden';
import { VirtualClock } from '../support/virtual-clock';
import { hex, HostSide } from '../unit/simulator/host-side';

interface RecordedFrame {
  readonly dir: 'host' | 'chip';
  readonly hex: string;
}

/** The boards that the recordings were made with. Their flashes answer SFDP with zeros. */
const recordedBoards: Readonly<Record<'esp32' | 'esp32c3', Omit<BoardSpec, 'timing'>>> = {
  esp32: {
    chip: 'esp32',
    flashSizeBytes: 0x40_0000,
    mac: '10:01:00:c4:0a:24',
    revision: 0,
    flashId: 0xc8_4016,
    sfdp: false,
  },
  esp32c3: {
    chip: 'esp32c3',
    flashSizeBytes: 0x40_0000,
    mac: 'c4:0a:24:fe:10:01',
    revision: 3,
    flashId: 0xc8_4016,
    sfdp: false,
    apiVersion: 3,
  },
};

/** Recordings that read what an earlier one had written: the test application at 0x10000. */
const readsTheApp = ['stub-verify-flash', 'stub-read-flash'];

/**
 * What may differ, by the register that the host read; everything else must be the same to the byte.
 *
 * - The chip's ROM code (0x40000000 to 0x40000FFF, and the ESP32-C3's view of it at 0x3FF00000): a simulated chip has none.
 * - APB_CTL_DATE of the ESP32, bit 31: the recorded chip shows one of the three bits of revision 3 and not the two others,
 *   which no chip does.
 * - The UART's divider: the ROM measures the host's rate, and the last of its digits is chance. Within 1 %.
 */
const differences: Readonly<
  Record<ChipId, (address: number, recorded: number, simulated: number) => boolean>
> = Object.fromEntries(
  ['esp32', 'esp32c3'].map((chip) => [
    chip,
    (address: number, recorded: number, simulated: number): boolean => {
      const isRomCode =
        (address >= 0x4000_0000 && address < 0x4000_1000) ||
        (chip === 'esp32c3' && address >= 0x3ff0_0000 && address < 0x3ff2_0000);
      if (isRomCode) return true;
      if (chip === 'esp32' && address === 0x3ff6_607c) return ((recorded ^ simulated) & 0x7fff_ffff) === 0;
      const isDivider = chip === 'esp32' && address === 0x3ff4_0014;
      return isDivider && Math.abs((simulated & 0xf_ffff) - recorded) <= recorded / 100;
    },
  ]),
) as Record<ChipId, (address: number, recorded: number, simulated: number) => boolean>;

describe.skipIf(withoutGolden)('a simulated board answers as the recorded ones did', () => {
  for (const chip of ['esp32', 'esp32c3'] as const) {
    const names = withoutGolden ? [] : recordingsOf(chip);
    it.each(names)(`${chip} %s`, async (name) => {
      const frames = readRecording(chip, name);
      const answers = await replay(chip, name, frames);
      const expected = frames.filter(({ dir }) => dir === 'chip');
      expect(answers.map(({ length }) => length)).toHaveLength(expected.length);
      expect(explainDifferences(chip, frames, answers)).toEqual([]);
    });
  }

  it('is compared with every recording there is', () => {
    expect(recordingsOf('esp32')).toHaveLength(17);
    expect(recordingsOf('esp32c3')).toHaveLength(19);
  });
});

function recordingsOf(chip: string): string[] {
  return readdirSync(golden('wire', chip))
    .filter((file) => file.endsWith('.jsonl'))
    .map((file) => file.replace('.jsonl', ''))
    .sort();
}

function readRecording(chip: string, name: string): RecordedFrame[] {
  const lines = readFileSync(golden('wire', chip, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as RecordedFrame);
}

function makeBoard(chip: 'esp32' | 'esp32c3', name: string, clock: VirtualClock): SimulatedBoard {
  const board = createSimulatedBoard({ ...recordedBoards[chip], timing: 'fast' }, { clock });
  if (readsTheApp.includes(name))
    board.flash.startProgram(0x1_0000, readFileSync(golden('files', 'app50k.bin')));
  return board;
}

/** Plays the host's side: each frame goes out when all answers that were recorded before it have come. */
async function replay(
  chip: 'esp32' | 'esp32c3',
  name: string,
  frames: readonly RecordedFrame[],
): Promise<Uint8Array[]> {
  const clock = new VirtualClock();
  const board = makeBoard(chip, name, clock);
  const transport = new SimulatedTransport({ label: name, clock, find: () => board });
  const host = new HostSide(transport, clock);
  await clock.run(async () => {
    await transport.open(115_200);
    await host.resetToDownload();
    let answersBefore = 0;
    for (const frame of frames) {
      if (frame.dir === 'chip') answersBefore += 1;
      else {
        await host.untilFrames(answersBefore);
        await host.send(Uint8Array.from(Buffer.from(frame.hex, 'hex')));
        await followBaud(transport, frame.hex, () => host.untilFrames(answersBefore + 1));
      }
    }
    await host.untilFrames(answersBefore);
  });
  return host.frames;
}

/** After CHANGE_BAUDRATE the host's driver goes along; that is not in the frames. */
async function followBaud(
  transport: SimulatedTransport,
  sent: string,
  answered: () => Promise<void>,
): Promise<void> {
  const frame = Buffer.from(sent, 'hex');
  if (frame[0] !== 0 || frame[1] !== 0x0f || frame.length !== 16) return;
  await answered();
  await transport.setBaud(frame.readUInt32LE(8));
}

/** One line for each answer that differs where it may not. */
function explainDifferences(
  chip: ChipId,
  frames: readonly RecordedFrame[],
  answers: readonly Uint8Array[],
): string[] {
  const complaints: string[] = [];
  let at = 0;
  let request = '';
  let value = { recorded: 0, simulated: 0 };
  for (const frame of frames) {
    if (frame.dir === 'host') {
      request = frame.hex;
      continue;
    }
    const recorded = Buffer.from(frame.hex, 'hex');
    const simulated = Buffer.from(answers[at++] ?? []);
    if (recorded.equals(simulated)) continue;
    const asked = Buffer.from(request, 'hex');
    const isRead = asked[1] === 0x0a && asked.length === 12;
    // The ROM repeats the value that was read last in the answers that follow; it may differ there as it did then.
    if (isRead && simulated.length === recorded.length)
      value = { recorded: recorded.readUInt32LE(4), simulated: simulated.readUInt32LE(4) };
    const address = isRead ? asked.readUInt32LE(8) : -1;
    const allowed =
      hex(withValue(recorded, value.recorded)) === hex(recorded) &&
      hex(withValue(recorded, value.simulated)) === hex(simulated) &&
      (!isRead || differences[chip](address, value.recorded, value.simulated));
    if (!allowed)
      complaints.push(
        `${request.slice(0, 48)}: ${hex(recorded).slice(0, 64)} ≠ ${hex(simulated).slice(0, 64)}`,
      );
  }
  return complaints;
}

function withValue(answer: Buffer, value: number): Buffer {
  const copy = Buffer.from(answer);
  if (copy.length >= 8) copy.writeUInt32LE(value, 4);
  return copy;
}
