/** Where the contents of a simulated flash are kept. Sectors are 4096 bytes; what was never written reads as 0xFF. */
export interface FlashStore {
  readonly sizeBytes: number;
  read(offset: number, sizeBytes: number): Uint8Array;
  /** Replaces what is there; what NOR can and cannot do is decided before. */
  write(offset: number, bytes: Uint8Array): void;
  /** Whole sectors back to 0xFF. */
  clear(offset: number, sizeBytes: number): void;
  /** All 0xFF. */
  isBlank(offset: number, sizeBytes: number): boolean;
  close(): void;
}

export const sectorSizeBytes = 0x1000;
