import { toAppError } from '../../../src-shared/errors/app-error';
import type { BootReport } from '../../../src-shared/model/job';
import { sleep, type Clock } from '../../../src-shared/time/clock';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import { hasQuirk } from '../loader/command-support';
import { throwIfAborted } from '../loader/command-channel';
import { finish } from '../loader/finish';
import { usbKind } from '../loader/usb-kind';
import { romBaud } from '../loader/rom-baud';
import { classifyBootText } from './classify-boot-text';
import { measureCrystal } from './identity/measured-crystal';
import { RegisterCache } from './identity/register-cache';

/** An application has logged its start by then. */
const watchMs = 2_500;
/** A board that has said something and then nothing for so long has said it. */
const quietMs = 1_000;
const lookEveryMs = 20;
/** 115200 by the reckoning of a ROM that was made for a 40 MHz crystal and has one of 26 MHz. */
const scaledBaud = 74_880;
/** The ROM's last line. */
const romHasEnded = /\bentry 0x[0-9a-f]+/;
/** More is a loop, and the first turns tell it all. */
const maxBytes = 0x8000;
const maxLines = 200;

/**
 * Resets the board into what is in its flash and reads its first lines. The session is over afterwards, except for its
 * `close`. Throws what resetting throws, `port-lost` and `cancelled`.
 */
export async function watchBoot(session: ChipSession, run: RunOptions = {}): Promise<BootReport> {
  throwIfAborted(run.signal);
  run.onProgress?.({ type: 'stage', stage: 'boot' });
  const { transport } = session;
  const rates = await bootRates(session, run);
  const heard = new HeardText();
  // A frame that is still on its way is no boot text.
  await transport.discardInput();
  const unsubscribe = transport.onData((bytes) => heard.append(bytes));
  try {
    await finish(session, 'hard-reset', run);
    if (rates.rom !== romBaud) await transport.setBaud(rates.rom);
    await listen(session, heard, rates, run);
  } finally {
    unsubscribe();
  }
  return { verdict: classifyBootText(heard.text), lines: heard.lines };
}

interface BootRates {
  readonly rom: number;
  readonly app: number;
}

/** Who speaks at which rate. Applications of the ESP8266 keep its ROM's, those of the ESP32-C2 know their crystal. */
async function bootRates(session: ChipSession, { signal }: RunOptions): Promise<BootRates> {
  const usual = { rom: romBaud, app: romBaud };
  const { chip, transport, secureDownload } = session;
  // The chip's own USB has no rate.
  if (!transport.features.baud || usbKind(transport) !== null || secureDownload) return usual;
  const isEsp8266 = hasQuirk(chip, 'esp8266-rom');
  if (!isEsp8266 && !hasQuirk(chip, 'rom-assumes-40mhz-crystal')) return usual;
  const crystalMhz = await measureCrystal(session, new RegisterCache(session, { signal }), [26, 40]);
  if (crystalMhz !== 26) return usual;
  return { rom: scaledBaud, app: isEsp8266 ? scaledBaud : romBaud };
}

async function listen(
  session: ChipSession,
  heard: HeardText,
  rates: BootRates,
  { signal }: RunOptions,
): Promise<void> {
  const { clock } = session.context;
  const endsAt = clock.now() + watchMs;
  let heardBytes = 0;
  let lastHeardAt = clock.now();
  let rate = rates.rom;
  while (clock.now() < endsAt && !heard.full) {
    await pause(clock, signal);
    if (heard.sizeBytes !== heardBytes) {
      heardBytes = heard.sizeBytes;
      lastHeardAt = clock.now();
    }
    if (rate !== rates.app && romHasEnded.test(heard.text)) {
      rate = rates.app;
      await session.transport.setBaud(rate);
    }
    if (heardBytes > 0 && clock.now() - lastHeardAt >= quietMs) return;
  }
}

async function pause(clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  await sleep(clock, lookEveryMs, signal).catch((error: unknown) => {
    throw toAppError(error);
  });
}

/** What came, up to a bound. */
class HeardText {
  readonly #chunks: Uint8Array[] = [];
  sizeBytes = 0;

  get full(): boolean {
    return this.sizeBytes >= maxBytes;
  }

  append(bytes: Uint8Array): void {
    if (this.full) return;
    this.#chunks.push(bytes.slice());
    this.sizeBytes += bytes.length;
  }

  /** One character for each byte, so that garbage is seen as such. */
  get text(): string {
    return Buffer.concat(this.#chunks).toString('latin1');
  }

  get lines(): readonly string[] {
    const text = Buffer.concat(this.#chunks).toString('utf8');
    const lines = text.split(/\r?\n|\r/).map((line) => line.trimEnd());
    while (lines.at(-1) === '') lines.pop();
    return lines.slice(0, maxLines);
  }
}
