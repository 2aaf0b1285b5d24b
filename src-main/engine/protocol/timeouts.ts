const bytesPerMb = 1_000_000;

/** Deadlines for one answer, in ms. Each covers the slowest flash that is sold, not the usual one. */
export const timeouts = {
  /** Anything that needs no flash. */
  commandMs: 3_000,
  /** SYNC is repeated, so that a chip just out of reset is not waited for long. */
  syncMs: 100,
  /** GET_SECURITY_INFO while nobody knows whether the ROM has it. */
  probeMs: 1_000,
  /** `OHAI` after MEM_END. */
  stubStartMs: 3_000,
  eraseChipMs: 120_000,
  /** FLASH_DEFL_END waits until the last block is inflated and written. */
  flashEndMs: 10_000,
  /** One frame of READ_FLASH. */
  readFrameMs: 3_000,
} as const;

const eraseMsPerMb = 30_000;
const eraseAndWriteMsPerMb = 40_000;
const md5MsPerMb = 8_000;

function scaled(msPerMb: number, sizeBytes: number): number {
  return Math.max(timeouts.commandMs, Math.ceil((msPerMb * sizeBytes) / bytesPerMb));
}

/** Erasing `sizeBytes` of flash: FLASH_BEGIN of a ROM, ERASE_REGION. */
export function eraseTimeoutMs(sizeBytes: number): number {
  return scaled(eraseMsPerMb, sizeBytes);
}

/** Writing a block of which `sizeBytes` reach the flash; with the stub the erase of that part is in it. */
export function writeBlockTimeoutMs(sizeBytes: number): number {
  return scaled(eraseAndWriteMsPerMb, sizeBytes);
}

/** SPI_FLASH_MD5 over `sizeBytes`. */
export function md5TimeoutMs(sizeBytes: number): number {
  return scaled(md5MsPerMb, sizeBytes);
}

/** Time that `sizeBytes` take on an 8N1 line, in ms: ten bits a byte. */
export function wireTimeMs(sizeBytes: number, baud: number): number {
  return (sizeBytes * 10_000) / baud;
}
