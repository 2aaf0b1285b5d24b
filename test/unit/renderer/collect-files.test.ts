import { describe, expect, it } from 'vitest';
import { collectPicked } from '../../../src-renderer/api/collect-files';

function picked(...paths: readonly string[]): readonly string[] {
  const files = paths.map((path) =>
    Object.assign(new File([''], path.split('/').at(-1) ?? ''), {
      webkitRelativePath: path.includes('/') ? path : '',
    }),
  );
  return collectPicked(files).map(({ path }) => path);
}

describe('of a folder', () => {
  it('goes over what can be firmware, or tells where it goes', () => {
    const wanted = [
      'build/app.bin',
      'build/app.elf',
      'build/app.uf2',
      'build/app.HEX',
      'build/flasher_args.json',
      'build/flash_args',
      'build/flash_app_args',
      'build/partitions.csv',
      'build/bench.kiln',
      'build/release.zip',
      'project/platformio.ini',
      'project/.pio/build/esp32dev/firmware.bin',
      'project/.pio/build/esp32dev/idedata.json',
    ];
    expect(picked(...wanted)).toEqual(wanted);
  });

  it('stays what compilers, package managers and repositories leave', () => {
    expect(
      picked(
        'build/CMakeFiles/app.dir/a.bin',
        'build/esp-idf/main/libmain.a',
        'build/main.c.obj',
        'project/.git/index.bin',
        'project/.pio/libdeps/esp32dev/library.json',
        'project/node_modules/x/x.json',
      ),
    ).toEqual([]);
  });

  it('is not spoken of where single files were chosen: whatever they are called, they are meant', () => {
    expect(picked('firmware.img', 'README')).toEqual(['firmware.img', 'README']);
  });
});
