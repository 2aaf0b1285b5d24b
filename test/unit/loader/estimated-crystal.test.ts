import { describe, expect, it } from 'vitest';
import { changeBaud } from '../../../src-main/engine/loader/change-baud';
import { chips } from '../../../src-main/engine/chips/registry';
import { CommandChannel } from '../../../src-main/engine/loader/command-channel';
import { FrameLink } from '../../../src-main/engine/loader/frame-link';
import { LoaderSession } from '../../../src-main/engine/loader/loader-session';
import { readWord } from '../../../src-main/engine/protocol/words';
import { inlineCompute } from '../../../src-main/platform/inline-compute';
import { answerFrame } from '../../support/fake-loader';
import { ScriptedTransport, type AnswerFrame } from '../../support/scripted-transport';
import { VirtualClock } from '../../support/virtual-clock';

const clockHz = 40_000_000;

/** A ROM that hears at the right divider and reckons the others out with a crystal that is wrong by a factor. */
async function ratesOf(estimate: number, loader: 'rom' | 'stub' = 'rom') {
  const clock = new VirtualClock();
  let divider = clockHz / 115_200;
  const asked: number[] = [];
  const status = new Uint8Array(loader === 'rom' ? 4 : 2);
  const answer: AnswerFrame = (frame) => {
    const opcode = frame[1] ?? 0;
    const body = frame.subarray(8);
    if (opcode === 0x0f) {
      asked.push(readWord(body, 0));
      divider = (clockHz * estimate) / readWord(body, 0);
    }
    const sixteenths = Math.round(divider * 16);
    const register = (sixteenths >> 4) | ((sixteenths & 0xf) << 20);
    const value = opcode === 0x0a && readWord(body, 0) === chips.esp32.uart.clkDivReg ? register : 0;
    return [answerFrame(opcode, { value, status })];
  };
  const transport = new ScriptedTransport({ clock, answer });
  await transport.open(115_200);
  const link = new FrameLink(transport, { clock, compute: inlineCompute, trace: () => undefined });
  link.statusBytes = loader === 'rom' ? 4 : 2;
  const channel = new CommandChannel(link, 115_200);
  const session = new LoaderSession(channel, { chip: chips.esp32, loader, secureDownload: false });
  await clock.run(() => changeBaud(session, 921_600));
  return { asked, lineRate: clockHz / divider };
}

describe('the rate of the ESP32’s ROM', () => {
  it.each([0.97, 1, 1.04])(
    'comes out right although it takes its crystal for %s of what it is',
    async (estimate) => {
      const { lineRate, asked } = await ratesOf(estimate);
      expect(Math.abs(lineRate / 921_600 - 1)).toBeLessThan(0.003);
      expect(asked[0]).toBe(115_200);
    },
  );

  it('needs no such care with the stub, which knows better', async () => {
    expect((await ratesOf(1, 'stub')).asked).toEqual([921_600]);
  });
});
