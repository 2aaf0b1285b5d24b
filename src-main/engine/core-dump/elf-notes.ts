/** One entry of a note segment. */
export interface ElfNote {
  readonly name: string;
  readonly type: number;
  /** A view. */
  readonly description: Uint8Array;
}

const headerBytes = 12;
const longestName = 32;

const aligned = (sizeBytes: number): number => Math.ceil(sizeBytes / 4) * 4;

/** Sizes of name and description, type, then both, each filled up to words. Ends where that does not come out. @source ELF specification, Figure 2-3 */
export function readElfNotes(segment: Uint8Array): readonly ElfNote[] {
  const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength);
  const notes: ElfNote[] = [];
  let at = 0;
  while (at + headerBytes <= segment.length) {
    const nameBytes = view.getUint32(at, true);
    const descriptionBytes = view.getUint32(at + 4, true);
    const nameAt = at + headerBytes;
    const descriptionAt = nameAt + aligned(nameBytes);
    const end = descriptionAt + descriptionBytes;
    if (nameBytes > longestName || end > segment.length) break;
    const name = Buffer.from(segment.subarray(nameAt, nameAt + nameBytes)).toString('latin1');
    notes.push({
      name: name.replace(/\0.*$/s, ''),
      type: view.getUint32(at + 8, true),
      description: segment.subarray(descriptionAt, end),
    });
    at = descriptionAt + aligned(descriptionBytes);
  }
  return notes;
}
