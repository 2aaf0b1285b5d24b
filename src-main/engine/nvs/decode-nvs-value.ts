import { nvsCsvInvalid, shownText, type NvsCsvRow } from './nvs-csv';
import { nvsIntegerTypes, type NvsIntegerType } from './nvs-page-format';

/** A value as the CSV, or the file that it names, has it. */
export interface EncodedNvsValue {
  readonly line: number;
  readonly key: string;
  readonly encoding: string;
  readonly value: Uint8Array;
}

export const nvsEncodings = { ofFiles: ['string', 'hex2bin', 'base64', 'binary'] as readonly string[] };

/** No blob has more: a filling of a length beyond that is not even made. */
const mostFilledBytes = 508_000;

/** Throws `nvs-csv-invalid`. @source ESP-IDF "NVS Partition Generator Utility", CSV File Format */
export function decodeNvsValue(encoded: EncodedNvsValue): NvsCsvRow {
  const { line, key, value } = encoded;
  const encoding = encoded.encoding.toLowerCase();
  const blob = (data: Uint8Array): NvsCsvRow => ({ line, kind: 'blob', key, data });
  if (isIntegerType(encoding))
    return { line, kind: 'integer', key, type: encoding, value: integerOf(encoded, encoding) };
  if (encoding === 'string') return { line, kind: 'string', key, value: textOf(encoded) };
  if (encoding === 'binary') return blob(value);
  if (encoding === 'hex2bin') return blob(hexOf(encoded));
  if (encoding === 'base64') return blob(base64Of(encoded));
  const filled = /^blob(_sz)?_fill\((\d{1,9});0x([\da-f]{2})\)$/.exec(encoding);
  if (filled !== null) return blob(filledBlob(encoded, filled));
  throw nvsCsvInvalid(line, `the encoding “${shownText(encoded.encoding)}” is unknown`);
}

function isIntegerType(encoding: string): encoding is NvsIntegerType {
  return Object.hasOwn(nvsIntegerTypes, encoding);
}

/** More digits than 64 bits have are not read: that takes longer than their number. */
const mostDigits = 40;

function integerOf({ line, key, value }: EncodedNvsValue, type: NvsIntegerType): bigint {
  const text = new TextDecoder().decode(value).trim();
  if (!/^[+-]?\d+(_\d+)*$/.test(text))
    throw nvsCsvInvalid(line, `“${shownText(text)}” of “${key}” is not a decimal number`);
  const { sizeBytes, isSigned } = nvsIntegerTypes[type];
  const bits = sizeBytes * 8;
  const number = text.length > mostDigits ? null : BigInt(text.replaceAll('_', '').replace('+', ''));
  const wrapped =
    number === null ? null : isSigned ? BigInt.asIntN(bits, number) : BigInt.asUintN(bits, number);
  if (number === null || wrapped !== number)
    throw nvsCsvInvalid(line, `${shownText(text)} of “${key}” does not fit into ${type}`);
  return number;
}

function textOf({ line, key, value }: EncodedNvsValue): string {
  const text = decodeUtf8(value);
  // What was not UTF-8 in the file has come out as the character that stands for "unreadable".
  if (text === null || text.includes('\ufffd'))
    throw nvsCsvInvalid(line, `the text of “${key}” is not UTF-8`);
  if (text.includes('\0')) throw nvsCsvInvalid(line, `the text of “${key}” has a NUL in it`);
  return text;
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function hexOf({ line, key, value }: EncodedNvsValue): Uint8Array {
  const text = Buffer.from(value).toString('latin1').trim();
  if (!/^[\da-f]*$/i.test(text)) throw nvsCsvInvalid(line, `the value of “${key}” is not hex`);
  if (text.length % 2 !== 0)
    throw nvsCsvInvalid(line, `the value of “${key}” has an odd number of hex digits`);
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

function base64Of({ line, key, value }: EncodedNvsValue): Uint8Array {
  const text = Buffer.from(value).toString('latin1').replace(/\s/g, '');
  if (text.length % 4 !== 0 || !/^[\da-z+/]*={0,2}$/i.test(text))
    throw nvsCsvInvalid(line, `the value of “${key}” is not base64`);
  return Uint8Array.from(Buffer.from(text, 'base64'));
}

/** The value filled up to a length with one byte; with `_sz` its own length stands before it as u32. */
function filledBlob({ line, key, value }: EncodedNvsValue, match: readonly string[]): Uint8Array {
  const [, withSize, length = '', filling = ''] = match;
  const sizeBytes = Number(length);
  if (sizeBytes > mostFilledBytes)
    throw nvsCsvInvalid(
      line,
      `“${key}” is to have ${sizeBytes} bytes, but no blob has more than ${mostFilledBytes}`,
    );
  if (value.length > sizeBytes)
    throw nvsCsvInvalid(line, `the value of “${key}” has ${value.length} bytes, more than its ${sizeBytes}`);
  const data = new Uint8Array(sizeBytes).fill(parseInt(filling, 16));
  data.set(value);
  if (withSize === undefined) return data;
  const sized = new Uint8Array(4 + sizeBytes);
  new DataView(sized.buffer).setUint32(0, value.length, true);
  sized.set(data, 4);
  return sized;
}
