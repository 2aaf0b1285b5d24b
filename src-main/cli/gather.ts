/** Repeatable options gather their values. */
export function gather(value: string, former: readonly string[]): readonly string[] {
  return [...former, value];
}
