import type { ChipSpec } from '../../engine/chips/chip-spec';
import type { BoardFacts } from '../board-spec';
import type { FlashView } from '../flash/flash-view';
import { bootEsp8266 } from './boot-esp8266';
import { bootFromFlash } from './boot-from-flash';
import type { BootLine, BootScript } from './boot-script';
import { bootWords } from './boot-words';
import type { ResetReason } from './reset-reason';
import { bootProgram } from './boot-program';

export interface StartOptions {
  readonly chip: ChipSpec;
  readonly facts: BoardFacts;
  /** As the chip reads it: through its decryption where that is on. */
  readonly nor: FlashView;
  readonly reason: ResetReason;
  /** IO0 as sampled when the chip came out of reset. */
  readonly io0Low: boolean;
  readonly firmware: FirmwareKind;
}

/** What runs when all went well: what there is in `flash`; an ESP-IDF `app` that is simulated; something that says nothing at its start. */
export type FirmwareKind = 'flash' | 'app' | 'mute';

/** Everything that a chip says and does from reset on, until it waits for a download, runs firmware or starts over. */
export function startScript(options: StartOptions): BootScript {
  const { chip, facts, nor, reason, io0Low, firmware } = options;
  if (facts.chip === 'esp8266') return bootEsp8266({ chip, nor, reason, io0Low, firmware });
  const words = bootWords[facts.chip];
  const [code, name] = words.reasons[reason];
  const [strap, mode] = io0Low ? words.download : words.flash;
  const banner = [
    ...words.banner,
    `rst:0x${code.toString(16)} (${name}),boot:0x${strap.toString(16)} (${mode})`,
  ].map((text): BootLine => ({ by: 'rom', text }));
  if (io0Low)
    return { lines: [...banner, { by: 'rom', text: 'waiting for download' }], end: { type: 'download' } };
  if (firmware === 'mute') return { lines: banner, end: { type: 'running' } };
  const rest = firmware === 'app' ? bootProgram(facts, words) : bootFromFlash({ chip, facts, nor, words });
  return { lines: [...banner, ...rest.lines], end: rest.end };
}
