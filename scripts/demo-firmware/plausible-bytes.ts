const vocabularyWords = 1024;

/** A 32-bit xorshift: the same seed gives the same bytes on every machine. */
function randomWords(seed: number): () => number {
  let state = (seed * 0x9e37_79b9) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/**
 * Words that repeat as instructions do: a few very often, many seldom, some only once. Compresses to about two thirds.
 */
export function plausibleCode(sizeBytes: number, seed: number): Uint8Array<ArrayBuffer> {
  const random = randomWords(seed);
  const vocabulary = Array.from({ length: vocabularyWords }, random);
  const bytes = new Uint8Array(sizeBytes);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + 4 <= sizeBytes; at += 4) {
    const pick = random() / 2 ** 32;
    // Squaring twice favours the front of the vocabulary; a fifth of the words are never seen again.
    const known = vocabulary[Math.floor((random() / 2 ** 32) ** 4 * vocabularyWords)] ?? 0;
    view.setUint32(at, pick < 0.2 ? random() : known, true);
  }
  return bytes;
}

/** Letters in words of a small language, with tables of numbers between them. */
export function plausibleText(sizeBytes: number, seed: number): Uint8Array<ArrayBuffer> {
  const random = randomWords(seed);
  const bytes = new Uint8Array(sizeBytes);
  for (let at = 0; at < sizeBytes; at++) {
    const value = random();
    if (value % 7 === 0) bytes[at] = 0;
    else if (value % 5 === 0) bytes[at] = value >>> 24;
    else bytes[at] = 0x61 + ((value >>> 8) % 16);
  }
  return bytes;
}
