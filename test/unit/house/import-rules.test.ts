import { describe, expect, it } from 'vitest';
import { brokenImports, checkTree } from '../../../scripts/check-imports.mjs';

describe('the import directions', () => {
  it('hold in the whole tree', () => {
    const { files, broken } = checkTree(process.cwd());
    expect(files).toBeGreaterThan(50);
    expect(broken).toEqual([]);
  });

  it.each([
    [
      'the renderer importing main',
      'src-renderer/stores/ports.ts',
      `import { x } from '../../src-main/station';`,
    ],
    ['main importing the renderer', 'src-main/station.ts', `import { x } from '../src-renderer/main';`],
    [
      'the engine importing a service',
      'src-main/engine/loader/a.ts',
      `import { x } from '../../services/job-runner';`,
    ],
    [
      'the engine importing the simulator',
      'src-main/engine/loader/a.ts',
      `import { x } from '../../simulator/board';`,
    ],
    ['the engine importing electron', 'src-main/engine/operations/a.ts', `import { app } from 'electron';`],
    [
      'the simulator using the engine’s codec',
      'src-main/simulator/a.ts',
      `import { x } from '../engine/protocol/slip';`,
    ],
    ['a codec doing I/O', 'src-main/engine/protocol/a.ts', `import fs from 'node:fs';`],
    ['shared code using node', 'src-shared/model/a.ts', `import path from 'path';`],
    [
      'a source importing a test',
      'src-main/station.ts',
      `import { x } from '../test/support/virtual-clock';`,
    ],
    [
      'the preload script using a service',
      'src-main/preload/a.ts',
      `import { x } from '../services/settings';`,
    ],
    ['a type import too', 'src-renderer/api/a.ts', `import type { X } from '../../src-main/station';`],
    ['a re-export too', 'src-shared/a.ts', `export * from '../src-main/station';`],
    ['a lazy import too', 'src-main/engine/image/a.ts', `const x = await import('../../services/settings');`],
    [
      'a component importing a view',
      'src-renderer/components/A.vue',
      `<script setup lang="ts">import V from '../views/V.vue';</script>`,
    ],
  ])('refuse %s', (_, file, text) => {
    expect(brokenImports(file, text)).toHaveLength(1);
  });
});
