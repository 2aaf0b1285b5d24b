// Writes resources/demo/esp32c3: the firmware behind "Load the demo firmware". A test compares what is there with what this makes.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = path.join(root, 'resources/demo/esp32c3');

const { module } = await runnerImport(path.join(root, 'scripts/demo-firmware/build-demo-firmware.ts'));
for (const [name, bytes] of module.buildDemoFirmware()) {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  console.log(`${name}: ${bytes.length} bytes`);
}
