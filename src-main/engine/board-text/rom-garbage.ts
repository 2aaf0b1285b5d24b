import { givenBytes, sampleUart, type ReceiverHabits } from './uart-receiver';

/** What the ROM reckons to be 115200 with a crystal of 40 MHz, and which it is with one of 26 MHz. */
export const usualBaud = 115_200;
export const slowRomBaud = (usualBaud * 26) / 40;

/** Chips whose ROM speaks so on usual boards. */
export type SlowChip = 'esp8266' | 'esp32c2';

/**
 * How their ROMs begin; what differs from reset to reset comes in its usual values.
 * @source boot logs: ESP8266 documentation, "Boot Mode Selection"; ESP8684 boot logs
 */
const beginnings: Readonly<Record<SlowChip, readonly string[]>> = {
  esp8266: [
    '\r\n ets Jan  8 2013,rst cause:1, boot mode:(3,6)\r\n\r\nload 0x4010f000, len 3460, room 16 \r\ntail 4\r\nchksum 0xcc\r\n',
    '\r\n ets Jan  8 2013,rst cause:2, boot mode:(3,7)\r\n\r\nload 0x40100000, len 1396, room 16 \r\ntail 4\r\nchksum 0x89\r\n',
    '\r\n ets Jan  8 2013,rst cause:2, boot mode:(1,6)\r\n\r\n',
    '\r\n ets Jan  8 2013,rst cause:4, boot mode:(3,6)\r\n\r\nwdt reset\r\nload 0x4010f000, len 1384, room 16 \r\n',
  ],
  esp32c2: [
    'ESP-ROM:esp8684-api2-20220127\r\nBuild:Jan 27 2022\r\nrst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)\r\nSPIWP:0xee\r\nmode:DIO, clock div:1\r\n',
    'ESP-ROM:esp8684-api2-20220127\r\nBuild:Jan 27 2022\r\nrst:0x1 (POWERON),boot:0x4 (DOWNLOAD(UART0))\r\nwaiting for download\r\n',
  ],
};

/** Crystals and dividers are off by as much. */
const rateErrors = [0.99, 1, 1.01] as const;

const allHabits: readonly ReceiverHabits[] = (['edge', 'level'] as const).flatMap((startsAt) =>
  [0, 0.9].map((phase) => ({ startsAt, phase })),
);

/** So many of its runs of four bytes must be known; by chance none is. */
const leastShare = 0.25;
const leastKnown = 8;
const runBytes = 4;

/** Knows the ROM text of chips with a crystal of 26 MHz by how it looks at 115200. Made once, and only when there is garbage. */
export class RomGarbage {
  readonly #known: ReadonlyMap<SlowChip, ReadonlySet<number>>;

  constructor() {
    const entries = Object.entries(beginnings) as [SlowChip, readonly string[]][];
    this.#known = new Map(entries.map(([chip, texts]) => [chip, runsOfTexts(texts)]));
  }

  /** `heard`: the beginning of a burst, as it was received at 115200. Null: other garbage, or too little to tell. */
  recognise(heard: Uint8Array): SlowChip | null {
    const runs = runsOf(heard);
    for (const [chip, known] of this.#known) {
      const matches = runs.filter((run) => known.has(run)).length;
      if (matches >= leastKnown && matches >= leastShare * runs.length) return chip;
    }
    return null;
  }
}

function runsOfTexts(texts: readonly string[]): ReadonlySet<number> {
  const runs = new Set<number>();
  for (const text of texts) {
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    for (const error of rateErrors)
      for (const habits of allHabits) {
        const sampled = sampleUart(bytes, slowRomBaud * error, usualBaud, habits);
        for (const without of ['kept', 'zero', 'dropped'] as const)
          for (const run of runsOf(givenBytes(sampled, without))) runs.add(run);
      }
  }
  return runs;
}

/** Each run of four bytes as a number; those that are always the same byte, or levels of an idle line, tell nothing. */
function runsOf(bytes: ArrayLike<number>): number[] {
  const runs: number[] = [];
  for (let at = 0; at + runBytes <= bytes.length; at++) {
    let run = 0;
    let first = 0;
    let differ = false;
    for (let offset = 0; offset < runBytes; offset++) {
      const byte = bytes[at + offset] ?? 0;
      run = (run << 8) | byte;
      if (byte === 0 || byte === 0xff) continue;
      if (first === 0) first = byte;
      else differ ||= byte !== first;
    }
    if (differ) runs.push(run);
  }
  return runs;
}
