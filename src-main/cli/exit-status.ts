/**
 * What the shell sees. Errors and wrong usage are 2, as with esptool; a stop by Ctrl-C is 130, as with every program, but 2 for
 * `kiln esptool`, as with esptool.
 */
export const exitStatus = { ok: 0, error: 2, cancelled: 130 } as const;
