import { blockSizeBytes, type NorFlash } from './nor-flash';
import { sectorSizeBytes } from './flash-store';

/** One transfer on the flash's pins. Sizes in bytes. */
export interface SpiTransfer {
  readonly command: number;
  readonly address: number;
  readonly written: Uint8Array;
  readonly readSizeBytes: number;
}

export interface SpiFlashOptions {
  readonly nor: NorFlash;
  /** As data sheets print it: 0xc84016 is maker 0xC8, type 0x40, capacity 0x16. */
  readonly jedecId: number;
  /** Null: a flash that answers SFDP with zeros. */
  readonly sfdp: Uint8Array | null;
  /** 8 bytes. */
  readonly uniqueId: Uint8Array;
}

const writeInProgress = 0x01;
const writeEnabled = 0x02;

/** The flash as its pins see it: JEDEC commands of the 25 series. */
export class SpiFlashChip {
  readonly #nor: NorFlash;
  readonly #jedecId: number;
  readonly #sfdp: Uint8Array | null;
  readonly #uniqueId: Uint8Array;
  readonly #status = [0, 0, 0];
  #writeEnabled = false;

  constructor({ nor, jedecId, sfdp, uniqueId }: SpiFlashOptions) {
    this.#nor = nor;
    this.#jedecId = jedecId;
    this.#sfdp = sfdp;
    this.#uniqueId = uniqueId;
  }

  /** What comes back, `readSizeBytes` long. */
  transfer(spi: SpiTransfer): Uint8Array {
    const out = new Uint8Array(spi.readSizeBytes);
    // A busy flash hears nothing but the question whether it still is.
    if (this.#nor.busy && spi.command !== 0x05) return out;
    const answer = this.#answer(spi);
    if (answer) out.set(answer.subarray(0, out.length));
    else this.#act(spi);
    return out;
  }

  #answer({ command, address, readSizeBytes }: SpiTransfer): Uint8Array | null {
    const id = this.#jedecId;
    switch (command) {
      case 0x9f:
        return Uint8Array.of(id >> 16, (id >> 8) & 0xff, id & 0xff);
      case 0x90:
        return Uint8Array.of(id >> 16, (id & 0xff) - 1);
      case 0xab:
        return Uint8Array.of((id & 0xff) - 1);
      case 0x05:
        return new Uint8Array(readSizeBytes).fill(this.#statusByte(0));
      case 0x35:
        return new Uint8Array(readSizeBytes).fill(this.#statusByte(1));
      case 0x15:
        return new Uint8Array(readSizeBytes).fill(this.#statusByte(2));
      case 0x5a:
        return this.#sfdp?.subarray(address) ?? new Uint8Array(0);
      case 0x4b:
        return this.#uniqueId;
      case 0x03:
      case 0x0b:
        return this.#nor.read(address, readSizeBytes);
      default:
        return null;
    }
  }

  #statusByte(index: number): number {
    const kept = this.#status[index] ?? 0;
    if (index > 0) return kept;
    return kept | (this.#nor.busy ? writeInProgress : 0) | (this.#writeEnabled ? writeEnabled : 0);
  }

  #act({ command, address, written }: SpiTransfer): void {
    if (command === 0x06) this.#writeEnabled = true;
    else if (command === 0x04 || command === 0x99) this.#writeEnabled = false;
    else if (this.#writeEnabled && this.#change(command, address, written)) this.#writeEnabled = false;
  }

  /** False where the command is not one that writes. */
  #change(command: number, address: number, written: Uint8Array): boolean {
    switch (command) {
      case 0x01:
        for (const [index, byte] of written.subarray(0, 2).entries()) this.#setStatus(index, byte);
        return true;
      case 0x31:
        this.#setStatus(1, written[0] ?? 0);
        return true;
      case 0x11:
        this.#setStatus(2, written[0] ?? 0);
        return true;
      case 0x02:
        this.#nor.startProgram(address, written);
        return true;
      case 0x20:
        this.#nor.startErase(address, sectorSizeBytes);
        return true;
      case 0xd8:
        this.#nor.startErase(address, blockSizeBytes);
        return true;
      case 0x60:
      case 0xc7:
        this.#nor.startChipErase();
        return true;
      default:
        return false;
    }
  }

  #setStatus(index: number, byte: number): void {
    this.#status[index] = index === 0 ? byte & ~(writeInProgress | writeEnabled) : byte;
  }
}
