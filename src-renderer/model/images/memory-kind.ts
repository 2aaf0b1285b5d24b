/** What a segment is for, from the memories that its address lies in; words under `memoryKinds` in the locale files. */
export type MemoryKind =
  | 'flash-code'
  | 'flash-data'
  | 'flash'
  | 'ram-code'
  | 'ram-data'
  | 'ram'
  | 'retained'
  | 'padding'
  | 'unknown';

/** `memoryTypes` as linker scripts call them. Newer chips have one address for code and data: both are named then. */
export function memoryKind(memoryTypes: readonly string[]): MemoryKind {
  const has = (part: string): boolean => memoryTypes.some((type) => type.includes(part));
  if (has('PADDING')) return 'padding';
  if (has('RTC')) return 'retained';
  if (has('IROM') || has('DROM')) return either('flash', has('IROM'), has('DROM'));
  if (has('IRAM') || has('DRAM')) return either('ram', has('IRAM'), has('DRAM'));
  return has('MEM_INTERNAL') ? 'ram' : 'unknown';
}

/** Design token of each kind's colour. */
export const memoryColours: Readonly<Record<MemoryKind, string>> = {
  'flash-code': 'var(--kind-app)',
  'flash-data': 'var(--kind-data)',
  flash: 'var(--kind-app)',
  'ram-code': 'var(--kind-merged)',
  'ram-data': 'var(--kind-table)',
  ram: 'var(--kind-table)',
  retained: 'var(--kind-boot)',
  padding: 'var(--mark-line)',
  unknown: 'var(--mark-line)',
};

function either(memory: 'flash' | 'ram', code: boolean, data: boolean): MemoryKind {
  if (code && data) return memory;
  return code ? `${memory}-code` : `${memory}-data`;
}
