import { describe, expect, it } from 'vitest';
import { parseUploadPath } from '../../../src-main/browser-host/upload-path';

describe('a path inside an upload', () => {
  it.each(['app.bin', 'build/bootloader/bootloader.bin', 'Größe 2/a..b.bin', '.pio/build/x.bin'])(
    'may be %s',
    (given) => {
      expect(parseUploadPath(given)).toEqual(given.split('/'));
    },
  );

  it.each([
    null,
    '',
    '/',
    '/etc/passwd',
    '..',
    '../x',
    'a/../../x',
    'a//b',
    './a',
    'a/.',
    'a\\..\\x',
    'C:/x',
    'C:x',
    'file.bin:stream',
    'a\0b',
    'a\nb',
    'x'.repeat(256),
    'x/'.repeat(600),
    Array(20).fill('d').join('/'),
  ])('may not be %j', (given) => {
    expect(parseUploadPath(given)).toBeNull();
  });
});
