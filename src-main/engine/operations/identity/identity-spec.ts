/**
 * A run of eFuse bits, lowest first; it may go over the end of a word.
 * `block0` counts words from the first read register of block 0 (write protection); `mac` from the word with the MAC's
 * low half: block 1 on most chips, block 2 on the ESP32-C2.
 */
export interface EfuseBits {
  readonly block: 'block0' | 'mac' | 'block2';
  readonly word: number;
  readonly bit: number;
  readonly length: number;
}

/** Memory in the package, as the maker burnt it. */
export interface EmbeddedMemory {
  /** Low part first. 0 means that there is none. */
  readonly capacity: readonly EfuseBits[];
  /** Only what is published; any other value is named without a size. */
  readonly sizes: Readonly<Record<number, string>>;
  readonly vendor: EfuseBits | null;
  readonly vendors: Readonly<Record<number, string>>;
}

/** Where a chip's eFuses tell what it is. @source golden/efuse, compared in test/conformance/identity.test.ts */
export interface IdentitySpec {
  /** Low part first. */
  readonly majorRevision: readonly EfuseBits[];
  readonly minorRevision: readonly EfuseBits[];
  readonly packageVersion: EfuseBits | null;
  /** Package version → name; a version that is not here is shown as a number. */
  readonly packages: Readonly<Record<number, string>>;
  readonly flash: EmbeddedMemory | null;
  readonly psram: EmbeddedMemory | null;
  /** The two bytes that make an EUI-64 of the MAC; null where the chip has no use for one. */
  readonly macExtension: EfuseBits | null;
  /** What every chip of the family has. */
  readonly features: readonly string[];
  /** A number: the only crystal it can have. A list: told by the UART's divider. Null: not known how to tell. */
  readonly crystalMhz: number | readonly number[] | null;
}

export const mac = (word: number, bit: number, length: number): EfuseBits => ({
  block: 'mac',
  word,
  bit,
  length,
});

/** Beside the high half of the MAC, on all chips that have it. */
export const macExtension = mac(1, 16, 16);
