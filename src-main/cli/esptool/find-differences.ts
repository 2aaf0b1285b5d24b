export interface ByteDifference {
  readonly index: number;
  readonly actual: number;
  readonly expected: number;
}

/** How many bytes differ, and the first `limit` of them. Both arrays have the same length. */
export function findDifferences(
  actual: Uint8Array,
  expected: Uint8Array,
  limit: number,
): { readonly count: number; readonly first: readonly ByteDifference[] } {
  const first: ByteDifference[] = [];
  let count = 0;
  expected.forEach((wanted, index) => {
    const found = actual[index] ?? 0;
    if (found === wanted) return;
    count += 1;
    if (first.length < limit) first.push({ index, actual: found, expected: wanted });
  });
  return { count, first };
}
