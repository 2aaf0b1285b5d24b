import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LinkMemory } from '../../../src-main/services/link-memory';
import { temporaryFolder } from '../../support/temporary-folder';

const asked = { baud: 921_600, compress: true, useStub: true };
const slower = { baud: 230_400, compress: true, useStub: true };
const dayMs = 24 * 60 * 60 * 1000;

async function open(folder?: string): Promise<{ memory: LinkMemory; time: { nowMs: number }; file: string }> {
  const file = path.join(folder ?? (await temporaryFolder()), 'links.json');
  const time = { nowMs: 1_700_000_000_000 };
  const memory = await LinkMemory.load({
    file,
    wallClock: () => time.nowMs,
    // Two names of one adapter.
    adapterOf: (port) => (port.startsWith('/dev/ttyUSB') ? '10c4:ea60:01A2' : port),
  });
  return { memory, time, file };
}

describe('what worked with an adapter', () => {
  it('is what the next job begins with, under whatever name the port has then', async () => {
    const { memory } = await open();
    memory.remember('/dev/ttyUSB0', asked, slower);
    expect(memory.recall('/dev/ttyUSB1', asked)).toEqual(slower);
    expect(memory.recall('rfc2217://bench:4000', asked)).toBeNull();
  });

  it('is known after a restart', async () => {
    const { memory, file } = await open();
    memory.remember('/dev/ttyUSB0', asked, { ...slower, compress: false, useStub: false });
    await memory.flush();
    const next = await open(path.dirname(file));
    expect(next.memory.recall('/dev/ttyUSB0', asked)).toEqual({
      baud: 230_400,
      compress: false,
      useStub: false,
    });
  });

  it('is put aside for somebody who asks for another rate', async () => {
    const { memory } = await open();
    memory.remember('/dev/ttyUSB0', asked, slower);
    expect(memory.recall('/dev/ttyUSB0', { ...asked, baud: 460_800 })).toBeNull();
  });

  it('is forgotten when what was asked for works again', async () => {
    const { memory, file } = await open();
    memory.remember('/dev/ttyUSB0', asked, slower);
    memory.remember('/dev/ttyUSB0', asked, asked);
    expect(memory.recall('/dev/ttyUSB0', asked)).toBeNull();
    await memory.flush();
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual([]);
  });

  it('is forgotten after a month, however often it was used', async () => {
    const { memory, time } = await open();
    memory.remember('/dev/ttyUSB0', asked, slower);
    for (let day = 0; day < 30; day += 1) {
      expect(memory.recall('/dev/ttyUSB0', asked)).toEqual(slower);
      memory.remember('/dev/ttyUSB0', asked, slower);
      time.nowMs += dayMs;
    }
    time.nowMs += 1;
    expect(memory.recall('/dev/ttyUSB0', asked)).toBeNull();
  });

  it('never gives back what was not asked for', async () => {
    const { memory } = await open();
    memory.remember('/dev/ttyUSB0', asked, slower);
    expect(memory.recall('/dev/ttyUSB0', { ...asked, useStub: false })).toEqual({
      ...slower,
      useStub: false,
    });
  });

  it('keeps the hundred learnt last', async () => {
    const { memory, file } = await open();
    for (let number = 0; number < 150; number += 1)
      memory.remember(`socket://h:${number + 1}`, asked, slower);
    await memory.flush();
    expect(JSON.parse(await readFile(file, 'utf8'))).toHaveLength(100);
    expect(memory.recall('socket://h:1', asked)).toBeNull();
    expect(memory.recall('socket://h:150', asked)).toEqual(slower);
  });

  it.each(['', '{', '{}', '[{"adapter": 7}]'])('is nothing where the file holds %j', async (text) => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'links.json'), text);
    const { memory } = await open(folder);
    expect(memory.recall('/dev/ttyUSB0', asked)).toBeNull();
  });
});
