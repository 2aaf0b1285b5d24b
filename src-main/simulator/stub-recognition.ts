import type { BoardFacts } from './board-spec';
import { romProfiles } from './chips/rom-profile';
import type { RamUpload } from './loader/frame-port';

/** Less than the smallest stub that has existed; programs for RAM that start at the same address are hardly ever that small. */
const smallestStubBytes = 0x1000;

/** Where the stubs of the ESP32 began before esp-flasher-stub. */
const formerEsp32Start = 0x400b_e000;

/** `former`: the stubs before esp-flasher-stub, which were asked for encryption block by block. */
export type StubKind = 'present' | 'former';

/**
 * Whether what was uploaded is a stub flasher: the entry point lies in a region that starts where stubs of this chip start
 * and has arrived whole. What the bytes say is not looked at, so that other versions of the stub work too. Null: it is not.
 */
export function recogniseStub(
  facts: BoardFacts,
  { entry, uploads }: { readonly entry: number; readonly uploads: readonly RamUpload[] },
): StubKind | null {
  const region = uploads.findLast(({ start, sizeBytes }) => entry >= start && entry < start + sizeBytes);
  if (!region || region.sizeBytes < region.announcedBytes || region.sizeBytes < smallestStubBytes)
    return null;
  if (!startsOf(facts).includes(region.start)) return null;
  return facts.chip === 'esp32' && region.start === formerEsp32Start ? 'former' : 'present';
}

function startsOf({ chip, revision }: BoardFacts): readonly number[] {
  const starts = romProfiles[chip].stubTextStarts;
  if (chip !== 'esp32p4') return starts;
  return revision < 300 ? starts.slice(0, 1) : starts.slice(1);
}
