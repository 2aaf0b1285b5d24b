/** The name with another extension: `app.elf` → `app.bin`. A name without one gets it. */
export function renamed(name: string, extension: string): string {
  const dot = name.lastIndexOf('.');
  return `${dot > 0 ? name.slice(0, dot) : name}.${extension}`;
}
