import type { Page } from '@playwright/test';
import { firmwareFolder } from './firmware-files';
import { demoCommand, mergedImage, zippedBuild } from './import-files';
import { dropFiles, expect, test } from './station-fixture';

const rows = (page: Page) => page.getByTestId('layout-row');
const offsets = (page: Page) =>
  page
    .getByTestId('offset-input')
    .evaluateAll((inputs: HTMLInputElement[]) => inputs.map(({ value }) => value));

async function flashAndPass(page: Page): Promise<void> {
  await page.getByTestId('flash-button').click();
  await expect(page.getByTestId('result-verdict')).toHaveText('PASS', { timeout: 60_000 });
  await expect(page.getByTestId('boot-report')).toHaveAttribute('data-boot', 'booted');
}

test('drop a zip of an ESP-IDF build, flash, PASS', async ({ station }) => {
  const { page } = station;
  await dropFiles(page, '[data-testid=drop-zone]', [await zippedBuild()]);
  await expect(rows(page)).toHaveCount(3);
  expect(await offsets(page)).toEqual(['0x0', '0x8000', '0x10000']);
  await flashAndPass(page);
  expect(station.complaints).toEqual([]);
});

test('paste a command, give its files, flash, PASS', async ({ station }) => {
  const { page } = station;
  const files = await firmwareFolder();
  await expect(page.getByTestId('drop-zone')).toBeVisible();
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, demoCommand);
  await expect(page.getByTestId('paste-reading')).toContainText('ESP32-C3');
  await page.getByTestId('paste-take').click();
  await expect(page.getByTestId('missing-file')).toHaveCount(3);
  await dropFiles(page, '[data-testid=import-question]', files.paths);
  await expect(rows(page)).toHaveCount(3);
  expect(await offsets(page)).toEqual(['0x0', '0x8000', '0x10000']);
  await expect(page.getByTestId('baud-picker')).toHaveAttribute('data-value', '921600');
  await flashAndPass(page);
});

test('a command that cannot be followed says why, and nothing is lost', async ({ station }) => {
  const { page } = station;
  await page.getByTestId('paste-command').click();
  await page.getByTestId('paste-text').fill('esptool write-flash 0x10000');
  await expect(page.getByTestId('paste-problem')).toContainText('no file follows');
  await page.getByTestId('paste-text').fill('esptool write-flash 0x10000 app.bin');
  await page.getByTestId('paste-take').click();
  await expect(page.getByTestId('import-question')).toContainText('app.bin');
  await page.getByTestId('import-cancel').click();
  await expect(page.getByTestId('drop-zone')).toBeVisible();
});

test('a merged image keeps the settings on the board, unless it is meant as one', async ({ station }) => {
  const { page } = station;
  await dropFiles(page, '[data-testid=drop-zone]', [await mergedImage()]);
  await expect(page.getByTestId('layout-group')).toContainText('greenhouse-merged.bin');
  await expect(page.getByTestId('stays').first()).toBeVisible();
  await page.getByTestId('keep-settings').click();
  await expect(rows(page)).toHaveCount(1);
  const warning = page.getByTestId('finding').and(page.locator('[data-code=settings-will-be-erased]'));
  await warning.getByTestId('finding-fix').click();
  await expect(page.getByTestId('stays').first()).toBeVisible();
  await expect(warning).toHaveCount(0);
  await flashAndPass(page);
});

test('a layout is saved, and opened again with its notes', async ({ station }) => {
  const { page } = station;
  const zip = await zippedBuild();
  await dropFiles(page, '[data-testid=drop-zone]', [zip]);
  await expect(rows(page)).toHaveCount(3);
  await rows(page).first().getByTestId('row-menu').click();
  await page.getByTestId('row-add-note').click();
  await page.getByTestId('note-input').fill('revision 0.4 only');
  await page.getByTestId('note-input').press('Enter');
  await expect(page.getByTestId('row-note')).toHaveText('revision 0.4 only');
  const layout = await station.saveFile(async () => {
    await page.getByTestId('layout-menu').click();
    await page.getByTestId('save-layout').click();
  });
  expect(layout).toMatch(/\.kiln$/);
  await page.getByTestId('layout-menu').click();
  await page.getByTestId('clear-layout').click();
  // A page in a browser has no paths: what the layout names comes with it.
  const files = station.host === 'electron' ? [layout] : [layout, zip];
  await dropFiles(page, '[data-testid=drop-zone]', files);
  await expect(rows(page)).toHaveCount(3);
  await expect(page.getByTestId('row-note')).toHaveText('revision 0.4 only');
  expect(await offsets(page)).toEqual(['0x0', '0x8000', '0x10000']);
  expect(station.complaints).toEqual([]);
});
