import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src-shared/errors/error-texts';
import type { ChipId } from '../../../src-shared/model/chip';
import { CommandChannel } from '../../../src-main/engine/loader/command-channel';
import { detectChip } from '../../../src-main/engine/loader/detect-chip';
import { FrameLink } from '../../../src-main/engine/loader/frame-link';
import { inlineCompute } from '../../../src-main/platform/inline-compute';
import { answerFrame, FakeLoader, type FakeLoaderOptions } from '../../support/fake-loader';
import { ScriptedTransport, type AnswerFrame } from '../../support/scripted-transport';
import { VirtualClock } from '../../support/virtual-clock';

const readRegister = 0x0a;
const securityInfo = 0x14;
const failing = (code: ErrorCode): Error => expect.objectContaining({ code }) as Error;
const refusal = (opcode: number): Uint8Array =>
  answerFrame(opcode, { status: Uint8Array.from([1, 5, 0, 0]) });

/** Asks a loader; `disturb` may answer in its place, null lets it answer itself. */
async function detect(
  loader: FakeLoaderOptions,
  wanted: ChipId | 'auto' = 'auto',
  disturb: (opcode: number, count: number) => readonly Uint8Array[] | null = () => null,
) {
  const clock = new VirtualClock();
  const fake = new FakeLoader(loader);
  const counts = new Map<number, number>();
  const answer: AnswerFrame = (frame, transport) => {
    const opcode = frame[1] ?? 0;
    const count = (counts.get(opcode) ?? 0) + 1;
    counts.set(opcode, count);
    return disturb(opcode, count) ?? fake.answer(frame, transport);
  };
  const transport = new ScriptedTransport({ clock, answer });
  await transport.open(115_200);
  const link = new FrameLink(transport, { clock, compute: inlineCompute, trace: () => undefined });
  const channel = new CommandChannel(link, 115_200);
  return clock.run(async () => detectChip(channel, { loader: 'rom' }, wanted));
}

const esp32 = { registers: new Map([[0x4000_1000, 0x00f0_1d83]]) };

describe('detectChip', () => {
  it.each([
    ['lost', []],
    ['damaged', [Uint8Array.from([1, securityInfo, 3])]],
    ['taken for another request and refused', [refusal(securityInfo)]],
  ])('asks again when an answer is %s', async (_what, answers) => {
    const found = await detect({ chipId: 5 }, 'auto', (opcode, count) =>
      opcode === securityInfo && count === 1 ? answers : null,
    );
    expect(found.chip.id).toBe('esp32c3');
  });

  it('believes a chip id that nobody knows when it hears it twice', async () => {
    const asked: number[] = [];
    const detecting = detect({ chipId: 99 }, 'auto', (opcode) => {
      if (opcode === securityInfo) asked.push(opcode);
      return null;
    });
    await expect(detecting).rejects.toThrow(failing('chip-unknown'));
    expect(asked).toHaveLength(2);
  });

  it('tells secure boot and secure download mode where the ROM says so', async () => {
    expect(await detect({ chipId: 5, securityFlags: 1 })).toMatchObject({
      secureBoot: true,
      secureDownload: false,
    });
    expect(await detect({ chipId: 9, securityFlags: 5 })).toMatchObject({
      secureBoot: true,
      secureDownload: true,
    });
  });

  it('takes the one chip without a chip id for an ESP32-S2 in secure download mode', async () => {
    const found = await detect({ chipId: null, securityFlags: 4 });
    expect([found.chip.id, found.secureDownload]).toEqual(['esp32s2', true]);
  });

  describe('of a ROM that tells nothing and lets nobody read', () => {
    const closed = (opcode: number): readonly Uint8Array[] | null =>
      opcode === readRegister || opcode === securityInfo ? [refusal(opcode)] : null;

    it('knows secure download mode where the chip was named', async () => {
      const found = await detect(esp32, 'esp32c6', closed);
      expect([found.chip.id, found.secureDownload]).toEqual(['esp32c6', true]);
    });

    it('cannot tell the chip by itself', async () => {
      await expect(detect(esp32, 'auto', closed)).rejects.toThrow(failing('chip-unknown'));
    });

    it('does not take one refused reading for it', async () => {
      const found = await detect(esp32, 'auto', (opcode, count) =>
        opcode === readRegister && count === 1 ? [refusal(opcode)] : null,
      );
      expect([found.chip.id, found.secureDownload]).toEqual(['esp32', false]);
    });
  });
});
