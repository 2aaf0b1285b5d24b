/**
 * Who may import whom. A file belongs to the first area whose folder it lies in; it may import from its own area, from the
 * areas listed, and from the packages listed. Everything else is a broken arrow.
 */
export const areas = [
  { name: 'shared', folder: 'src-shared', may: [], packages: ['zod', 're2js'] },

  { name: 'protocol', folder: 'src-main/engine/protocol', may: ['shared', 'chips'], packages: [] },
  { name: 'chips', folder: 'src-main/engine/chips', may: ['shared'], packages: [] },
  // Digests and CRCs only: nothing here may read or wait.
  {
    name: 'image',
    folder: 'src-main/engine/image',
    // By the pages' headers alone it tells NVS from other data.
    may: ['shared', 'chips', 'nvs:nvs-page-format'],
    packages: ['node:crypto', 'node:zlib'],
  },
  // Partition tables as text, OTA data, NVS: pure like images.
  {
    name: 'partitions',
    folder: 'src-main/engine/partitions',
    may: ['shared', 'image'],
    packages: ['papaparse', 'node:zlib'],
  },
  { name: 'nvs', folder: 'src-main/engine/nvs', may: ['shared'], packages: ['papaparse', 'node:zlib'] },
  // What boards print: pure, line by line.
  {
    name: 'board-text',
    folder: 'src-main/engine/board-text',
    may: ['shared', 'core-dump'],
    packages: ['node:crypto'],
  },
  {
    name: 'core-dump',
    folder: 'src-main/engine/core-dump',
    may: ['shared', 'chips', 'image:elf'],
    packages: ['node:crypto', 'node:zlib'],
  },
  // DWARF: from addresses to functions and lines. Pure.
  {
    name: 'debug-info',
    folder: 'src-main/engine/debug-info',
    may: ['shared', 'image:elf'],
    packages: ['node:zlib'],
  },
  // Work on files, none of it on boards: runs in a worker.
  {
    name: 'files',
    folder: 'src-main/files',
    may: ['shared', 'chips', 'image', 'partitions', 'nvs', 'debug-info', 'core-dump', 'board-text'],
    packages: ['yauzl', 'zod', 'node:'],
  },
  // What both ends of a shared port speak: neither knows the other.
  { name: 'telnet', folder: 'src-main/telnet', may: ['shared'], packages: ['node:net'] },
  {
    name: 'transport',
    folder: 'src-main/engine/transport',
    may: ['shared', 'telnet'],
    packages: ['serialport', 'node:'],
  },
  {
    name: 'loader',
    folder: 'src-main/engine/loader',
    may: ['shared', 'protocol', 'transport', 'chips', 'image', 'engine'],
    packages: ['esptool-js', 'node:'],
  },
  {
    name: 'operations',
    folder: 'src-main/engine/operations',
    // What ROMs and bootloaders print is the same for the monitor and for the verdict on a boot.
    may: [
      'shared',
      'loader',
      'protocol',
      'transport',
      'chips',
      'image',
      'engine',
      'board-text:boot-patterns',
    ],
    packages: ['node:'],
  },
  // Connecting again, and what is then done differently: above the loader, beside the operations.
  {
    name: 'link',
    folder: 'src-main/engine/link',
    may: ['shared', 'loader', 'transport', 'engine', 'operations:identity/chip-identity'],
    packages: [],
  },
  { name: 'engine', folder: 'src-main/engine', may: ['shared'], packages: [] },

  // Of the engine, the simulator knows the chips' constants and the shape of a transport, nothing else.
  {
    name: 'simulator',
    folder: 'src-main/simulator',
    may: ['shared', 'chips', 'telnet', 'transport:transport'],
    packages: ['esptool-js', 'pako', 'node:'],
  },
  {
    name: 'platform',
    folder: 'src-main/platform',
    may: ['shared', 'engine', 'files'],
    packages: ['pako', 'node:'],
  },
  { name: 'preload', folder: 'src-main/preload', may: ['shared'], packages: ['electron'] },
  {
    name: 'services',
    folder: 'src-main/services',
    may: [
      'shared',
      'platform',
      'engine',
      'operations',
      'link',
      'loader',
      'transport',
      'chips',
      'image',
      'partitions',
      'nvs',
      'files',
      'simulator',
      'board-text',
      'core-dump',
      'debug-info',
    ],
    packages: ['serialport', 'zod', 'node:'],
  },
  {
    name: 'cli',
    folder: 'src-main/cli',
    may: [
      'shared',
      'station',
      'services',
      'platform',
      'engine',
      'operations',
      'link',
      'loader',
      // Which command a deadline of the configuration file is about.
      'protocol',
      'transport',
      'chips',
      'image',
      'partitions',
      'nvs',
      'files',
      'simulator',
      'telnet',
    ],
    packages: ['commander', 'node:'],
  },
  {
    name: 'ipc',
    folder: 'src-main/ipc',
    may: ['shared', 'station', 'services'],
    packages: ['electron', 'node:'],
  },
  {
    name: 'app',
    folder: 'src-main/app',
    may: ['shared', 'station', 'services', 'ipc', 'platform'],
    packages: ['electron', 'node:'],
  },
  {
    name: 'browser-host',
    folder: 'src-main/browser-host',
    may: ['shared', 'station', 'services', 'ipc', 'platform'],
    packages: ['ws', 'node:'],
  },
  {
    name: 'entry',
    folder: 'src-main/index.ts',
    may: ['shared', 'station', 'services', 'ipc', 'platform', 'app'],
    packages: ['electron', 'node:'],
  },
  {
    name: 'build',
    folder: 'src-main/vite.config.ts',
    may: [],
    packages: ['vite', 'node:'],
  },
  {
    name: 'station',
    folder: 'src-main',
    may: [
      'shared',
      'services',
      'platform',
      'engine',
      'operations',
      'link',
      'loader',
      'transport',
      'chips',
      'image',
      'partitions',
      'files',
      'simulator',
    ],
    packages: ['node:'],
  },

  // What the pages compute with: no Vue, no I/O.
  { name: 'renderer-model', folder: 'src-renderer/model', may: ['shared'], packages: [] },
  { name: 'renderer-api', folder: 'src-renderer/api', may: ['shared'], packages: ['vue'] },
  {
    name: 'renderer-stores',
    folder: 'src-renderer/stores',
    may: ['shared', 'renderer-model', 'renderer-api', 'renderer-composables', 'renderer-locales'],
    packages: ['vue', 'pinia'],
  },
  {
    name: 'renderer-composables',
    folder: 'src-renderer/composables',
    may: ['shared', 'renderer-model', 'renderer-api', 'renderer-stores', 'renderer-locales'],
    packages: ['vue', 'vue-i18n', 'pinia', 'reka-ui'],
  },
  {
    name: 'renderer-components',
    folder: 'src-renderer/components',
    may: [
      'shared',
      'renderer-model',
      'renderer-composables',
      'renderer-stores',
      'renderer-api',
      'renderer-styles',
      'renderer-locales',
    ],
    packages: ['vue', 'vue-i18n', 'pinia', 'reka-ui', '@xterm/', 'uplot'],
  },
  {
    name: 'renderer-views',
    folder: 'src-renderer/views',
    may: [
      'shared',
      'renderer-model',
      'renderer-components',
      'renderer-composables',
      'renderer-stores',
      'renderer-api',
      'renderer-locales',
    ],
    packages: ['vue', 'vue-i18n', 'pinia', 'reka-ui'],
  },
  { name: 'renderer-locales', folder: 'src-renderer/locales', may: ['shared'], packages: ['vue-i18n'] },
  { name: 'renderer-styles', folder: 'src-renderer/styles', may: [], packages: [] },
  {
    name: 'renderer',
    folder: 'src-renderer',
    may: [
      'shared',
      'renderer-api',
      'renderer-stores',
      'renderer-composables',
      'renderer-components',
      'renderer-views',
      'renderer-locales',
      'renderer-styles',
    ],
    packages: ['vue', 'vue-i18n', 'pinia', 'reka-ui', '@fontsource-variable/', '@vitejs/', 'vite', 'node:'],
  },
];
