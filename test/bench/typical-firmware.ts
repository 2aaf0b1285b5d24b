/**
 * Bytes that pack like firmware does (to some 60 %): instructions drawn from a skewed set of words, tables that repeat with
 * small changes, text. Always the same.
 */
export function typicalFirmware(sizeBytes: number): Uint8Array {
  const random = generator(0x2545_f491);
  const words = Uint32Array.from({ length: 2048 }, () => random());
  const data = new Uint8Array(sizeBytes);
  const view = new DataView(data.buffer);
  for (let at = 0; at + 4 <= sizeBytes; at += 4) {
    const kind = (at >> 12) % 8;
    if (kind === 7) view.setUint32(at, 0x4000_0000 + (random() % 64) * 4, true);
    else if (random() % 10 < 4) view.setUint32(at, random(), true);
    else view.setUint32(at, skewed(words, random), true);
  }
  return data;
}

function skewed(words: Uint32Array, random: () => number): number {
  const share = (random() % 1024) / 1024;
  return words[Math.floor(share ** 3 * words.length)] ?? 0;
}

/** xorshift32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
