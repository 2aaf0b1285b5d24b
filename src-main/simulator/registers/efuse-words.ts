import type { ChipId } from '../../../src-shared/model/chip';
import type { ChipSpec, MaskedRegister } from '../../engine/chips/chip-spec';
import type { BoardFacts } from '../board-spec';
import { keyPurposes } from './key-purposes';
import { efuseFields, type EfuseField, type EfuseFields } from '../chips/efuse-fields';

type WithEfuses = Exclude<ChipId, 'esp8266'>;
type Words = Map<number, number>;

const hasEfuses = (chip: ChipId): chip is WithEfuses => chip !== 'esp8266';

/** Address → word of the eFuse and OTP memory: MAC, revision and security, as they would be burnt. The rest is 0. */
export function efuseWords(chip: ChipSpec, facts: BoardFacts): ReadonlyMap<number, number> {
  const words: Words = new Map();
  if (!hasEfuses(facts.chip) || !chip.efuse) return otpWords(facts);
  const fields = efuseFields[facts.chip];
  const put = (field: EfuseField | undefined, value: number): void => {
    if (field) putField(words, blockAddress(chip, field[0]), field, value);
  };
  if (facts.chip === 'esp32') putEsp32(words, chip.efuse.readBase, facts);
  else putMac(words, chip, fields, facts.mac);
  put(fields.macExtension, 0xfffe);
  putRevision(put, fields, facts);
  putPackage(put, fields, facts);
  const { secureBoot, flashEncryption, secureDownloadMode, manualEncryptDisabled, downloadDisabled } =
    facts.security;
  if (manualEncryptDisabled) setLowestBit(words, chip.efuse.manualEncryptDisabled);
  if (downloadDisabled) put(fields.downloadDisabled, 1);
  if (secureBoot) setLowestBit(words, chip.efuse.secureBootEnabled);
  if (flashEncryption) setLowestBit(words, chip.efuse.spiBootCryptCount);
  if (secureDownloadMode) put(fields.secureDownload, 1);
  for (const [key, purpose] of keyPurposes(facts).entries()) {
    const place = chip.efuse.keyPurposes[key];
    if (place) words.set(place.reg, ((words.get(place.reg) ?? 0) | (purpose << place.shift)) >>> 0);
  }
  return words;
}

/** The first word of a block. Block 0 begins with the word before the first that chips' constants name, except on the ESP32. */
function blockAddress(chip: ChipSpec, block: number): number {
  const { readBase = 0, macReg, block2 } = chip.efuse ?? {};
  if (block === 0) return chip.id === 'esp32' ? readBase : readBase - 4;
  if (chip.id === 'esp32c2' && block === 2) return block2 ?? 0;
  return macReg ?? 0;
}

function putField(words: Words, base: number, [, start, bits]: EfuseField, value: number): void {
  const address = base + (start >> 5) * 4;
  const shift = start & 31;
  const mask = (2 ** bits - 1) << shift;
  words.set(address, (((words.get(address) ?? 0) & ~mask) | (value << shift)) >>> 0);
}

function setLowestBit(words: Words, { reg, mask }: MaskedRegister): void {
  words.set(reg, ((words.get(reg) ?? 0) | (mask & -mask)) >>> 0);
}

function putMac(words: Words, chip: ChipSpec, fields: EfuseFields, mac: BoardFacts['mac']): void {
  const base = blockAddress(chip, fields.mac[0]);
  const { low, high } = macWords(mac);
  words.set(base, low);
  words.set(base + 4, high);
}

function macWords([a, b, c, d, e, f]: BoardFacts['mac']): { low: number; high: number } {
  return { low: ((c << 24) | (d << 16) | (e << 8) | f) >>> 0, high: (a << 8) | b };
}

function putRevision(
  put: (field: EfuseField | undefined, value: number) => void,
  fields: EfuseFields,
  { chip, revision }: BoardFacts,
): void {
  const major = Math.floor(revision / 100);
  const minor = revision % 100;
  if (chip === 'esp32') {
    put(fields.minor, minor);
    return;
  }
  put(fields.major, fields.majorHigh ? major & 3 : major);
  put(fields.majorHigh, major >> 2);
  put(fields.minor, fields.minorHigh ? minor & 7 : minor);
  put(fields.minorHigh, minor >> 3);
}

/** What is in the package; the high bits of a field that is in two places come second. */
function putPackage(
  put: (field: EfuseField | undefined, value: number) => void,
  fields: EfuseFields,
  facts: BoardFacts,
): void {
  const lowBits = (field: EfuseField | undefined, value: number): number => value % 2 ** (field?.[2] ?? 0);
  const highBits = (field: EfuseField | undefined, value: number): number => value >> (field?.[2] ?? 0);
  put(fields.packageVersion, lowBits(fields.packageVersion, facts.package));
  put(fields.packageHigh, highBits(fields.packageVersion, facts.package) & 1);
  put(fields.embeddedFlash, lowBits(fields.embeddedFlash, facts.embeddedFlash));
  put(fields.psram, lowBits(fields.psram, facts.psram));
  put(fields.psramHigh, highBits(fields.psram, facts.psram) & 1);
}

/**
 * ESP32: MAC with its CRC in words 1 and 2; the major revision is counted in two bits here (word 3 bit 15, word 5 bit 20)
 * and bit 31 of APB_CTL_DATE.
 */
function putEsp32(words: Words, base: number, { mac, revision }: BoardFacts): void {
  const { low, high } = macWords(mac);
  words.set(base + 4, low);
  words.set(base + 8, high | (crc8(mac) << 16));
  const major = Math.floor(revision / 100);
  if (major >= 1) words.set(base + 12, 1 << 15);
  if (major >= 2) words.set(base + 20, 1 << 20);
}

/** Dallas/Maxim CRC-8, as the ESP32's eFuses carry it for the MAC. @source golden/wire/esp32/rom-read-mac.jsonl */
function crc8(bytes: readonly number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0x8c : crc >> 1;
  }
  return crc;
}

/** ESP8266: the last three bytes in words 0 and 1, the maker's three in word 3. @source golden/chips/esp8266.json */
function otpWords({ mac: [a, b, c, d, e, f] }: BoardFacts): Words {
  return new Map([
    [0x3ff0_0050, (f << 24) >>> 0],
    [0x3ff0_0054, 0x0200_0000 | (d << 8) | e],
    [0x3ff0_005c, (a << 16) | (b << 8) | c],
  ]);
}
