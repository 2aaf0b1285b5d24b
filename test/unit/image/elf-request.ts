import { chips } from '../../../src-main/engine/chips/registry';
import type { ElfImageRequest } from '../../../src-main/engine/image/elf-to-image';

/** What nobody asks for otherwise. */
export function elfRequest(changes: Partial<ElfImageRequest> = {}): ElfImageRequest {
  return {
    chip: chips.esp32,
    version: 1,
    flashMode: 2,
    flashSizeFrequency: 0x2f,
    minRevision: 0,
    maxRevision: 0xffff,
    legacyMinRevision: 0,
    useProgramHeaders: false,
    pageSizeBytes: null,
    appendDigest: true,
    ramOnlyHeader: false,
    securePadding: null,
    elfSha256Offset: null,
    padToSizeBytes: null,
    ...changes,
  };
}
