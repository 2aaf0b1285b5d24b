import type { BoardFacts } from './board-spec';
import { romProfiles } from './chips/rom-profile';
import type { RamUpload } from './loader/frame-port';

/** Less than the smallest stub that has existed; programs for RAM that start at the same address are hardly ever that small. */
const smallestStubBytes = 0x1000;

/**
 * Whether what was uploaded is a stub flasher: the entry point lies in a region that starts where stubs of this chip start
 * and has arrived whole. What the bytes say is not looked at, so that other versions of the stub work too.
 */
export function isStub(
  facts: BoardFacts,
  { entry, uploads }: { readonly entry: number; readonly uploads: readonly RamUpload[] },
): boolean {
  const region = uploads.findLast(({ start, sizeBytes }) => entry >= start && entry < start + sizeBytes);
  if (!region || region.sizeBytes < region.announcedBytes || region.sizeBytes < smallestStubBytes)
    return false;
  const starts = romProfiles[facts.chip].stubTextStarts;
  if (facts.chip === 'esp32p4') return region.start === (facts.revision < 300 ? starts[0] : starts[1]);
  return starts.includes(region.start);
}
