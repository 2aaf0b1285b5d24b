import { AppError } from '../../src-shared/errors/app-error';
import { chipIds } from '../../src-shared/model/chip';
import { parseFlashSize } from '../../src-shared/model/flash-size';
import { chips } from '../engine/chips/registry';
import { boardParameters, parseBoardParameters } from './board-parameters';
import type { BoardSpec } from './board-spec';

const defaultFlash = '4MB';

/**
 * `sim://esp32c3?flash=4MB&mac=7c:df:a1:00:00:01&revision=0.4&speed=fast&fault=…`
 *
 * - `flash` size as image headers spell it
 * - `board` any text: tells two boards apart that are the same otherwise
 * - everything else as in board-parameters.ts
 *
 * Throws `port-url-invalid`.
 */
export function parseSimulatedUrl(text: string): BoardSpec {
  const invalid = (): AppError => new AppError('port-url-invalid', { port: text });
  const url = URL.canParse(text) ? new URL(text) : null;
  const chip = chipIds.find((id) => id === url?.hostname.toLowerCase());
  if (url?.protocol !== 'sim:' || chip === undefined || !['', '/'].includes(url.pathname)) throw invalid();
  const query = url.searchParams;
  const known: readonly string[] = ['flash', 'board', ...boardParameters];
  if (![...query.keys()].every((name) => known.includes(name))) throw invalid();
  const flashSizeBytes = parseFlashSize(query.get('flash') ?? defaultFlash);
  const rest = parseBoardParameters(query);
  if (flashSizeBytes === null || !rest.ok) throw invalid();
  if (rest.spec.usb?.kind === 'otg' && chips[chip].usbRamBlock === null) throw invalid();
  return { chip, flashSizeBytes, ...rest.spec };
}
