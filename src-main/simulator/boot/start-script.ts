import type { ChipSpec } from '../../engine/chips/chip-spec';
import type { BoardFacts } from '../board-spec';
import type { NorFlash } from '../flash/nor-flash';
import { bootEsp8266 } from './boot-esp8266';
import { bootFromFlash } from './boot-from-flash';
import type { BootLine, BootScript } from './boot-script';
import { bootWords } from './boot-words';
import type { ResetReason } from './reset-reason';

export interface StartOptions {
  readonly chip: ChipSpec;
  readonly facts: BoardFacts;
  readonly nor: NorFlash;
  readonly reason: ResetReason;
  /** IO0 as sampled when the chip came out of reset. */
  readonly io0Low: boolean;
}

/** Everything that a chip says and does from reset on, until it waits for a download, runs firmware or starts over. */
export function startScript({ chip, facts, nor, reason, io0Low }: StartOptions): BootScript {
  if (facts.chip === 'esp8266') return bootEsp8266(chip, nor, reason, io0Low);
  const words = bootWords[facts.chip];
  const [code, name] = words.reasons[reason];
  const [strap, mode] = io0Low ? words.download : words.flash;
  const banner = [
    ...words.banner,
    `rst:0x${code.toString(16)} (${name}),boot:0x${strap.toString(16)} (${mode})`,
  ].map((text): BootLine => ({ by: 'rom', text }));
  if (io0Low)
    return { lines: [...banner, { by: 'rom', text: 'waiting for download' }], end: { type: 'download' } };
  const rest = bootFromFlash({ chip, facts, nor, words });
  return { lines: [...banner, ...rest.lines], end: rest.end };
}
