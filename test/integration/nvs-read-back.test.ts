import { describe, expect, it } from 'vitest';
import { formatNvsCsv } from '../../src-main/engine/nvs/format-nvs-csv';
import { readNvs } from '../../src-main/engine/nvs/read-nvs';
import { readFlash } from '../../src-main/engine/operations/read-flash';
import { MemoryFlashStore } from '../../src-main/simulator/flash/memory-flash-store';
import { nvsImage } from '../unit/nvs/nvs-image';
import { setUp } from './engine-setup';

describe('an NVS partition read back from a board', () => {
  it('gives the values that were put into it', async () => {
    const rows = ['wifi,namespace,,', 'ssid,data,string,bench', 'channel,data,u8,6'];
    const flash = new MemoryFlashStore(0x10_0000);
    flash.write(0x9000, nvsImage(rows, { pages: 6 }));
    const setup = setUp('esp32c3', { flashSizeBytes: 0x10_0000, flash });
    const blocks: Uint8Array[] = [];
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const onBytes = (bytes: Uint8Array): void => void blocks.push(bytes.slice());
      await readFlash(session, { offset: 0x9000, sizeBytes: 0x6000, onBytes }, setup.run);
      await session.close();
    });
    const data = Buffer.concat(blocks);
    expect(formatNvsCsv(readNvs(data))).toBe(['key,type,encoding,value', ...rows, ''].join('\n'));
  });
});
