import type { PortId } from '../../../src-shared/model/port';

/** The name by which a device was opened first, and what its transport called it then. */
export interface OpenedAs {
  readonly port: PortId;
  readonly label: string;
}

const scheme = /^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * What a port is called now whose device may have come back under another name: a transport's label is a native port's path, and
 * of a simulated board the name behind `sim://`.
 */
export function presentPort(opened: OpenedAs, label: string): PortId {
  return label === opened.label ? opened.port : `${scheme.exec(opened.port)?.[0] ?? ''}${label}`;
}
