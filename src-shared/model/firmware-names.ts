const extensions = /\.(bin|elf|uf2|hex|json|csv|ini|kiln|zip)$/i;
/** ESP-IDF's `flash_args`, `flash_project_args` …; PlatformIO's `idedata`. */
const wholeNames = /^(flash_(\w+_)?args|idedata)$/;

/** Megabytes of what the compiler was called with. */
const compilerCalls = 'compile_commands.json';

/** Whether a file of this name can matter for firmware. */
export function isFirmwareName(name: string): boolean {
  return (extensions.test(name) && name !== compilerCalls) || wholeNames.test(name);
}

/** Folders with thousands of files of which none is flashed: what compilers and package managers leave. */
const idleFolders: ReadonlySet<string> = new Set([
  'node_modules',
  'CMakeFiles',
  'esp-idf',
  'managed_components',
  'libdeps',
  '__pycache__',
]);

/** Where PlatformIO, its older versions and ESPHome build. */
const buildFolders: ReadonlySet<string> = new Set(['.pio', '.pioenvs', '.esphome']);

/** Hidden ones are as idle, but for those that are built in. */
export function isIdleFolder(name: string): boolean {
  return idleFolders.has(name) || (name.startsWith('.') && !buildFolders.has(name));
}
