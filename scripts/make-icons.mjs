// Renders resources/icon.svg into the PNG files that installers and windows want. Needs a Chromium: KILN_CHROMIUM, or
// the one that Playwright knows.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const resources = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'resources');
const svg = readFileSync(path.join(resources, 'icon.svg'), 'utf8');
const executablePath = process.env.KILN_CHROMIUM;

mkdirSync(path.join(resources, 'icons'), { recursive: true });
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: ['--no-sandbox', '--disable-background-networking'],
});
for (const size of [16, 32, 48, 64, 128, 256, 512]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
  );
  const file = size === 512 ? 'icon.png' : `icons/${size}x${size}.png`;
  await page.screenshot({ path: path.join(resources, file), omitBackground: true });
  await page.close();
}
await browser.close();
