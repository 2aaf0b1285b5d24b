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
const writeEnabledBit = 0x02;
const addressSpace24 = 0x100_0000;
/** Where its commands with four address bytes begin: smaller flashes do not know them. */
const fourByteFromBytes = 0x200_0000;

/** The same commands with four address bytes, whatever mode the flash is in. @source W25Q256JV data sheet, "4-Byte Address" */
const fourByteTwins: Readonly<Record<number, number>> = {
  0x13: 0x03,
  0x0c: 0x0b,
  0x12: 0x02,
  0x21: 0x20,
  0x5c: 0x52,
  0xdc: 0xd8,
};

const halfBlockSizeBytes = 0x8000;

/** The flash as its pins see it: JEDEC commands of the 25 series. One for the life of a board: resets of the chip leave it alone. */
export class SpiFlashChip {
  readonly #nor: NorFlash;
  readonly #jedecId: number;
  readonly #sfdp: Uint8Array | null;
  readonly #uniqueId: Uint8Array;
  #writeEnabled: 'no' | 'lasting' | 'volatile' = 'no';
  #fourByteMode = false;

  constructor({ nor, jedecId, sfdp, uniqueId }: SpiFlashOptions) {
    this.#nor = nor;
    this.#jedecId = jedecId;
    this.#sfdp = sfdp;
    this.#uniqueId = uniqueId;
  }

  powerCycle(): void {
    this.#writeEnabled = 'no';
    this.#fourByteMode = false;
    this.#nor.status.powerCycle();
  }

  /** What comes back, `readSizeBytes` long. */
  transfer(spi: SpiTransfer): Uint8Array {
    const out = new Uint8Array(spi.readSizeBytes);
    // A busy flash hears nothing but the question whether it still is.
    if (this.#nor.busy && spi.command !== 0x05) return out;
    const reached = this.#withAddress(spi);
    const answer = this.#answer(reached);
    if (answer) out.set(answer.subarray(0, out.length));
    else this.#act(reached);
    return out;
  }

  /** The plain command and the address that the flash makes of what it hears: three bytes, unless it was told otherwise. */
  #withAddress(spi: SpiTransfer): SpiTransfer {
    const isLarge = this.#nor.sizeBytes >= fourByteFromBytes;
    const twin = isLarge ? fourByteTwins[spi.command] : undefined;
    if (twin !== undefined) return { ...spi, command: twin };
    return this.#fourByteMode ? spi : { ...spi, address: spi.address % addressSpace24 };
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
        return new Uint8Array(readSizeBytes).fill(this.#firstStatus());
      case 0x35:
        return new Uint8Array(readSizeBytes).fill(this.#nor.status.read(1));
      case 0x15:
        return new Uint8Array(readSizeBytes).fill(this.#nor.status.read(2));
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

  #firstStatus(): number {
    const busy = this.#nor.busy ? writeInProgress : 0;
    return this.#nor.status.read(0) | busy | (this.#writeEnabled === 'lasting' ? writeEnabledBit : 0);
  }

  #act({ command, address, written }: SpiTransfer): void {
    if (command === 0x06) this.#writeEnabled = 'lasting';
    else if (command === 0x50) this.#writeEnabled = 'volatile';
    else if (command === 0x04 || command === 0x99) this.#writeEnabled = 'no';
    else if (command === 0xb7) this.#fourByteMode = this.#nor.sizeBytes >= fourByteFromBytes;
    else if (command === 0xe9) this.#fourByteMode = false;
    else if (this.#change(command, address, written)) this.#writeEnabled = 'no';
  }

  /** False where the command is not one that writes, or writing is not enabled for it. */
  #change(command: number, address: number, written: Uint8Array): boolean {
    if (this.#writeEnabled === 'no') return false;
    const [first = 0, second] = written;
    switch (command) {
      case 0x01:
        this.#writeStatus(0, first);
        if (second !== undefined) this.#writeStatus(1, second);
        return true;
      case 0x31:
        this.#writeStatus(1, first);
        return true;
      case 0x11:
        this.#writeStatus(2, first);
        return true;
      default:
        // Enabling volatile writes is for status registers alone.
        return this.#writeEnabled === 'lasting' && this.#changeContents(command, address, written);
    }
  }

  #changeContents(command: number, address: number, written: Uint8Array): boolean {
    switch (command) {
      case 0x02:
        this.#nor.startProgram(address, written);
        return true;
      case 0x20:
        this.#nor.startErase(address, sectorSizeBytes);
        return true;
      case 0x52:
        this.#nor.startErase(address, halfBlockSizeBytes);
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

  #writeStatus(index: 0 | 1 | 2, byte: number): void {
    const kind = this.#writeEnabled === 'volatile' ? 'volatile' : 'lasting';
    this.#nor.status.write(index, byte, kind);
    if (kind === 'lasting') this.#nor.startStatusWrite();
  }
}
