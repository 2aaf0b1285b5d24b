/** `npm run thorough`: everything that `npm test` does only in part. */
export const isThorough = process.env['KILN_THOROUGH'] === '1';
