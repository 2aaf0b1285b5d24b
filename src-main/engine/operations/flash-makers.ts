/**
 * JEDEC manufacturer ids (first byte of command 0x9F) that are seen behind Espressif chips.
 * @source JEP106 and the makers' data sheets
 */
const makers: Readonly<Record<number, string>> = {
  0x01: 'Infineon (Spansion)',
  0x0b: 'XTX',
  0x1c: 'EON',
  0x1f: 'Renesas (Adesto)',
  0x20: 'XMC or Micron',
  0x5e: 'Zbit',
  0x68: 'Boya',
  0x85: 'Puya',
  0x8c: 'ESMT',
  0x9d: 'ISSI',
  0xa1: 'Fudan',
  0xba: 'Zetta',
  0xbf: 'Microchip (SST)',
  0xc2: 'Macronix',
  0xc8: 'GigaDevice',
  0xcd: 'TH',
  0xef: 'Winbond',
};

const adesto = 0x1f;
const xmcOrMicron = 0x20;
/** Micron's N25Q and MT25Q families; XMC, which shares Micron's id, uses other type bytes. */
const micronTypes: readonly number[] = [0xba, 0xbb];

/** `type` tells apart the two makers that share an id. */
export function flashMaker(manufacturerId: number, type: number): string | null {
  if (manufacturerId === xmcOrMicron) return micronTypes.includes(type) ? 'Micron' : 'XMC';
  return makers[manufacturerId] ?? null;
}

/**
 * Flash size in bytes out of a JEDEC id; null where its bytes follow none of the known codings.
 * `type` and `capacity` are the second and third byte.
 */
export function flashSizeOf(manufacturerId: number, type: number, capacity: number): number | null {
  if (manufacturerId === adesto) return adestoSize(type);
  // log2 of the size, 256 KB to 256 MB: what nearly everybody does.
  if (capacity >= 0x12 && capacity <= 0x1c) return 2 ** capacity;
  // 512 Mbit and more, as Micron and GigaDevice went on after 0x19.
  if (capacity >= 0x20 && capacity <= 0x22) return 2 ** (capacity - 6);
  // 256 KB to 64 MB with bit 5 set: low-voltage and wide-range parts.
  if (capacity >= 0x32 && capacity <= 0x3a) return 2 ** (capacity - 0x20);
  return null;
}

/** Adesto keeps the density in the low five bits of the type byte: 4 is 4 Mbit, each step doubles. */
function adestoSize(type: number): number | null {
  const density = type & 0x1f;
  return density >= 4 && density <= 9 ? 2 ** (density + 15) : null;
}
