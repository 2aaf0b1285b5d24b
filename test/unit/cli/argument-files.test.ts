import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expandArgumentFiles, splitWords } from '../../../src-main/cli/argument-files';
import { folderWith } from '../firmware/temp-folder';

describe('@file on the command line', () => {
  it('is replaced by the words of the file, as ESP-IDF writes them', async () => {
    const folder = await folderWith({
      flash_args: '--flash_mode dio --flash_size 2MB\n0x0 bootloader/bootloader.bin\n0x10000 "my app.bin"\n',
    });
    expect(await expandArgumentFiles(['write-flash', '@flash_args', '-z'], folder)).toEqual([
      ...['write-flash', '--flash_mode', 'dio', '--flash_size', '2MB'],
      ...['0x0', 'bootloader/bootloader.bin', '0x10000', 'my app.bin', '-z'],
    ]);
    expect(await expandArgumentFiles([`@${join(folder, 'flash_args')}`], '/')).toHaveLength(8);
  });

  it('is named when it is not there, is a folder, or has a quote without end', async () => {
    const folder = await folderWith({ 'open.txt': '0x0 "a.bin', 'sub/x': '' });
    const expand = (name: string) => expandArgumentFiles([`@${name}`], folder);
    await expect(expand('gone.txt')).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(expand('sub')).rejects.toMatchObject({ code: 'file-unreadable' });
    await expect(expand('open.txt')).rejects.toThrow('a quote in open.txt has no end');
  });

  it('is a word like any other where it has no name', async () => {
    expect(await expandArgumentFiles(['@', 'a@b'], '/')).toEqual(['@', 'a@b']);
  });
});

it.each([
  ['a  b\t c\r\n d', ['a', 'b', 'c', 'd']],
  [`'a b'c "" "it's"`, ['a bc', '', "it's"]],
  ['C:\\build\\app.bin', ['C:\\build\\app.bin']],
  ['', []],
  ['"', null],
])('the words of %j', (text, words) => {
  expect(splitWords(text)).toEqual(words);
});
