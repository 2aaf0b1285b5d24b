import type { ItemOrigin } from '../../../src-shared/model/firmware';

/** A file in a tree. */
export interface TreeFile {
  /** Relative to the tree, parts joined by `/`; never absolute, never climbing. */
  readonly path: string;
  readonly sizeBytes: number;
}

/** A folder, an archive or a set of files, seen the same way. Only what can matter for firmware is listed. */
export interface FirmwareTree {
  /** For people: the folder's or the archive's name. */
  readonly name: string;
  /** Shallow ones first, then by name. */
  readonly files: readonly TreeFile[];
  /**
   * The whole file. Throws `file-not-found`, `file-unreadable`, `file-too-large` (beyond `limitBytes`), `archive-invalid`.
   */
  read(path: string, limitBytes: number): Promise<Uint8Array>;
  /** Where the file is on disk; null where it is inside of something else. */
  localPath(path: string): string | null;
  /** What the file was taken out of; null, or left out, where it is a file of its own. */
  provenanceOf?(path: string): FileProvenance | null;
}

/** What a file was taken out of: a layout names that, since what was taken out is gone with the station. */
export interface FileProvenance {
  readonly how: ItemOrigin['how'];
  /** Of the archive, container or merged image, on disk. */
  readonly path: string;
  /** What within it: a path in an archive, a piece's name, or one after the other with `#` between them. */
  readonly member: string;
}
