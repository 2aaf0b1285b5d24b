export function findElectron(): string | null;
export function fetchElectron(): string | null;
export function hasDisplay(): boolean;
export function findChromium(): string | null;
