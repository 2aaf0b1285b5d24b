/** Of the first register. */
const writeInProgress = 0x01;
const writeEnabled = 0x02;
const blockProtectShift = 2;
const fromBottom = 0x20;
/** Of the second: the meaning of the protection bits is turned round. */
const complement = 0x40;

/**
 * The three status registers of a 25-series flash. What is written lasts, unless it was announced as volatile: then it is
 * gone when the supply has been off. @source W25Q32JV and GD25Q32 data sheets, "Status Registers"
 */
export class StatusRegisters {
  readonly #lasting: [number, number, number] = [0, 0, 0];
  readonly #present: [number, number, number] = [0, 0, 0];

  /** `index` 0, 1 or 2; the bits for "busy" and "write enabled" are not kept here. */
  read(index: 0 | 1 | 2): number {
    return this.#present[index];
  }

  write(index: 0 | 1 | 2, byte: number, kind: 'lasting' | 'volatile'): void {
    const value = index === 0 ? byte & ~(writeInProgress | writeEnabled) : byte;
    this.#present[index] = value;
    if (kind === 'lasting') this.#lasting[index] = value;
  }

  powerCycle(): void {
    for (const index of [0, 1, 2] as const) this.#present[index] = this.#lasting[index];
  }

  /** Lifts the protection, as ROMs do before they write; the second register (QE) stays. */
  unlock(): void {
    this.#present[0] = 0;
    this.#lasting[0] = 0;
  }

  /** Whether any byte of this range is protected: such a range is not changed at all. */
  protects(offset: number, sizeBytes: number, flashSizeBytes: number): boolean {
    const level = (this.#present[0] >> blockProtectShift) & 7;
    const turned = (this.#present[1] & complement) !== 0;
    if (level === 0) return turned;
    // Level 7 is all of it, each one below is half as much.
    const share = flashSizeBytes / 2 ** (7 - level);
    const bottom = (this.#present[0] & fromBottom) !== 0;
    const [start, end] = bottom ? [0, share] : [flashSizeBytes - share, flashSizeBytes];
    const touches = offset < end && offset + sizeBytes > start;
    const within = offset >= start && offset + sizeBytes <= end;
    return turned ? !within : touches;
  }
}
