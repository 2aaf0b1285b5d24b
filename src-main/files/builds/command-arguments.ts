import { toAppError } from '../../../src-shared/errors/app-error';
import type { ImportNotice } from '../../../src-shared/model/firmware';
import { manifestInvalid } from './manifest';

/** What a command-line parser refuses within a manifest, as the manifest's fault. */
export function asManifest<T>(name: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const { code, context } = toAppError(error);
    if (code !== 'command-line-invalid') throw error;
    throw manifestInvalid(name, String(context['reason'] ?? '?'), error);
  }
}

/** More than anybody reads. */
const mostNotices = 16;
const longestOption = 80;

export function ignoredOptions(ignored: readonly string[]): readonly ImportNotice[] {
  return ignored
    .slice(0, mostNotices)
    .map((option) => ({ code: 'option-ignored', context: { option: option.slice(0, longestOption) } }));
}
