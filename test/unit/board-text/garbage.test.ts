import { describe, expect, it } from 'vitest';
import type { ChipId } from '../../../src-shared/model/chip';
import { BoardReader } from '../../../src-main/engine/board-text/board-reader';
import {
  givenBytes,
  sampleUart,
  type ReceiverHabits,
  type WithoutStopBit,
} from '../../../src-main/engine/board-text/uart-receiver';
import type { BoardSpec } from '../../../src-main/simulator/board-spec';
import { MemoryFlashStore } from '../../../src-main/simulator/flash/memory-flash-store';
import { createSimulatedBoard } from '../../../src-main/simulator/simulated-board';
import { SimulatedTransport } from '../../../src-main/simulator/simulated-transport';
import { VirtualClock } from '../../support/virtual-clock';
import { c3Boot, esp8266Boot, idfStart } from './sample-boots';
import { codesIn, contextOf, readBoardText } from './read-board-text';

const habits: ReceiverHabits & { readonly withoutStopBit: WithoutStopBit } = {
  withoutStopBit: 'kept',
  startsAt: 'edge',
  phase: 0.5,
};
const crlf = (text: string): Uint8Array => Buffer.from(text.replaceAll('\n', '\r\n'));
const heard = (text: string, txBaud: number, rxBaud: number, how = habits): Uint8Array =>
  Uint8Array.from(givenBytes(sampleUart(crlf(text), txBaud, rxBaud, how), how.withoutStopBit));

/** What a monitor at `baud` reads while a simulated board is reset. */
async function listen(chip: ChipId, baud: number, spec: Partial<BoardSpec> = {}): Promise<Uint8Array> {
  const clock = new VirtualClock();
  const board = createSimulatedBoard(
    { chip, flashSizeBytes: 0x40_0000, flash: new MemoryFlashStore(0x40_0000), ...spec },
    { clock },
  );
  const transport = new SimulatedTransport({ label: 'sim', clock, find: () => board });
  const chunks: Uint8Array[] = [];
  await clock.run(async () => {
    await transport.open(baud);
    transport.onData((bytes) => chunks.push(bytes.slice()));
    await transport.setLines({ dtr: false, rts: true });
    await transport.setLines({ dtr: false, rts: false });
    await new Promise<void>((resolve) => clock.schedule(400, resolve));
    await transport.close();
  });
  return Buffer.concat(chunks);
}

describe('a UART receiver', () => {
  it('hears at the right rate what was sent', () => {
    for (const phase of [0, 0.5, 0.99])
      expect(Buffer.from(heard(c3Boot, 115_200, 115_200, { ...habits, phase }))).toEqual(crlf(c3Boot));
  });

  it('hears it at a rate that is a little off, too', () => {
    expect(Buffer.from(heard('Hello world!', 115_200, 117_500))).toEqual(Buffer.from('Hello world!'));
  });

  it('hears more bytes than were sent where it is too fast, and fewer where it is too slow', () => {
    const sent = crlf(idfStart).length;
    expect(heard(idfStart, 74_880, 115_200).length).toBeGreaterThan(sent);
    expect(heard(idfStart, 115_200, 74_880).length).toBeLessThan(sent);
  });

  it('drops and blanks bytes without a stop bit as it is used to', () => {
    const slow = 9_600;
    const kept = heard('Hello world!', slow, 115_200);
    const zero = heard('Hello world!', slow, 115_200, { ...habits, withoutStopBit: 'zero' });
    const dropped = heard('Hello world!', slow, 115_200, { ...habits, withoutStopBit: 'dropped' });
    expect(zero.length).toBe(kept.length);
    expect(dropped.length).toBeLessThan(kept.length);
  });
});

describe('a board that talks at 74880 baud', () => {
  it.each(['kept', 'zero', 'dropped'] as const)(
    'is known where bytes without stop bit are %s',
    (withoutStopBit) => {
      for (const startsAt of ['edge', 'level'] as const)
        for (const phase of [0.1, 0.4, 0.7]) {
          const bytes = heard(esp8266Boot, 74_880, 115_200, { withoutStopBit, startsAt, phase });
          const reader = readBoardText(bytes);
          expect(codesIn(reader), `${startsAt} ${phase}`).toEqual(['speaks-74880']);
          expect(contextOf(reader, 'speaks-74880')).toEqual({
            baud: 115_200,
            rightBaud: 74_880,
            chip: 'esp8266',
          });
        }
    },
  );

  it('is known with another load list, with noise before it and with a rate that is off', () => {
    const other = esp8266Boot
      .replace('cause:2', 'cause:3')
      .replace('4010f000, len 3460', '40100000, len 29124');
    const glitch = Uint8Array.of(0, 0xfc, 0, 0xc0);
    for (const baud of [74_300, 75_400])
      expect(codesIn(readBoardText(Buffer.concat([glitch, heard(other, baud, 115_200)])))).toEqual([
        'speaks-74880',
      ]);
  });

  it('is said once for each burst, and again after text', () => {
    const burst = heard(esp8266Boot, 74_880, 115_200);
    const reader = new BoardReader();
    const context = { line: 0, atMs: 0, baud: 115_200 };
    for (let at = 0; at < burst.length; at += 7) reader.bytes(burst.subarray(at, at + 7), context);
    reader.bytes(burst, context);
    expect(codesIn(reader)).toEqual(['speaks-74880']);
    reader.bytes(crlf(idfStart), context);
    reader.bytes(burst, context);
    expect(codesIn(reader)).toEqual(['speaks-74880', 'speaks-74880']);
  });

  it('is known as a simulated ESP8266 with a crystal of 26 MHz, and only at the wrong rate', async () => {
    const wrong = readBoardText(await listen('esp8266', 115_200, { crystalMhz: 26 }));
    expect(new Set(codesIn(wrong))).toEqual(new Set(['speaks-74880']));
    const right = readBoardText(await listen('esp8266', 74_880, { crystalMhz: 26 }), { baud: 74_880 });
    expect(codesIn(right)).toContain('reset-power-on');
    expect(codesIn(right)).not.toContain('speaks-74880');
    expect(codesIn(right)).not.toContain('garbage');
  });

  it('is known as a simulated ESP32-C2 with a crystal of 26 MHz', async () => {
    const reader = readBoardText(await listen('esp32c2', 115_200, { crystalMhz: 26 }));
    expect(contextOf(reader, 'speaks-74880')['chip']).toBe('esp32c2');
    expect(codesIn(reader)).not.toContain('garbage');
  });

  it('is told from every other wrong rate', () => {
    for (const baud of [9_600, 38_400, 57_600, 92_160, 138_240, 177_231, 230_400, 460_800, 921_600])
      for (const text of [esp8266Boot, c3Boot, idfStart.repeat(2)])
        expect(codesIn(readBoardText(heard(text, baud, 115_200))), String(baud)).not.toContain(
          'speaks-74880',
        );
  });

  it('is told from other text at 74880', () => {
    expect(codesIn(readBoardText(heard(idfStart.repeat(2), 74_880, 115_200)))).toEqual(['garbage']);
  });
});

describe('garbage', () => {
  it.each([9_600, 57_600, 177_231, 230_400, 460_800, 921_600])(
    'is what a board at %i baud sends to a monitor at 115200',
    (baud) => {
      const reader = readBoardText(heard(idfStart.repeat(4), baud, 115_200));
      expect(codesIn(reader)).toEqual(['garbage']);
      expect(contextOf(reader, 'garbage')['baud']).toBe(115_200);
    },
  );

  it('is what a simulated board sends whose firmware talks at another rate', async () => {
    const chatter: Partial<BoardSpec> = { faults: [{ type: 'chatter', baud: 9_600 }] };
    const reader = readBoardText(await listen('esp32', 115_200, chatter));
    expect(codesIn(reader)).toContain('garbage');
  });

  it('is said once, until text comes between', () => {
    const reader = new BoardReader();
    const context = { line: 3, atMs: 0, baud: 115_200 };
    const noise = heard(idfStart, 9_600, 115_200);
    reader.bytes(noise, context);
    reader.idle(1);
    reader.bytes(noise, context);
    expect(codesIn(reader)).toEqual(['garbage']);
    reader.bytes(crlf(idfStart), context);
    reader.bytes(noise, context);
    expect(codesIn(reader)).toEqual(['garbage', 'garbage']);
  });

  it.each([
    ['colours, tabs and a bell', '\u001b[0;32mI (1)\tapp: ok\u0007\u001b[0m'.repeat(20)],
    ['Chinese', '温度传感器读数正常，湿度百分之四十八。'.repeat(10)],
    ['German and emoji', 'Übertragung läuft … 🌡️ größer als vorher 🙂 '.repeat(10)],
    ['a few odd bytes at a reset', `\u0000\u00f8\u0000\u00fc${c3Boot}${idfStart}`],
    ['zeros of a floating line', `${'\u0000'.repeat(16)}${idfStart}`],
  ])('is not %s', (_, text) => {
    expect(codesIn(readBoardText(text))).not.toContain('garbage');
  });

  it('is too little to tell below 64 bytes', () => {
    expect(codesIn(readBoardText(heard(idfStart, 9_600, 115_200).subarray(0, 60)))).toEqual([]);
  });
});
