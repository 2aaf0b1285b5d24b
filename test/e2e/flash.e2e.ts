import type { Page } from '@playwright/test';
import { brokenRules } from './accessibility';
import { dropFiles, expect, test } from './station-fixture';
import { firmwareFolder, type FirmwareFiles } from './firmware-files';

const half = /\b(3|4|5|6|7)\d %/;

async function dropFirmware(page: Page): Promise<FirmwareFiles> {
  const files = await firmwareFolder();
  await dropFiles(page, '[data-testid=drop-zone]', files.paths);
  await expect(page.getByTestId('layout-row')).toHaveCount(3);
  return files;
}

async function addBoard(page: Page, fault: string): Promise<void> {
  await page.getByTestId('port-picker').click();
  await page.getByTestId('add-simulated').click();
  const dialog = page.getByTestId('simulate-dialog');
  await dialog.getByTestId('simulate-fault').click();
  await page.locator(`[role=option][data-value="${fault}"]`).click();
  await dialog.getByTestId('simulate-add').click();
  await expect(dialog).toBeHidden();
}

const flash = (page: Page): Promise<void> => page.getByTestId('flash-button').click();
const verdict = (page: Page) => page.getByTestId('result-verdict');

test('drop three files, flash, PASS, and the board boots', async ({ station }) => {
  const { page } = station;
  const { names } = await dropFirmware(page);
  for (const name of names)
    await expect(page.getByTestId('layout-row').filter({ hasText: name })).toBeVisible();
  await flash(page);
  await expect(page.getByTestId('progress')).toBeVisible();
  await expect(verdict(page)).toHaveText('PASS', { timeout: 60_000 });
  await expect(page.getByTestId('boot-report')).toHaveAttribute('data-boot', 'booted');
  await expect(page.getByTestId('board-card')).toContainText('ESP32-C3');
  expect(station.complaints).toEqual([]);
});

test('stop half-way: the port is free and the board usable at once', async ({ station }) => {
  const { page } = station;
  await dropFirmware(page);
  await flash(page);
  await expect(page.getByTestId('progress-percent')).toHaveText(half, { timeout: 60_000 });
  await page.getByTestId('stop-button').click();
  await expect(page.getByTestId('flash-button')).toBeEnabled();
  await expect(verdict(page)).not.toHaveText('PASS');
  await flash(page);
  await expect(verdict(page)).toHaveText('PASS', { timeout: 60_000 });
});

test('unplug half-way: a clear error, and a second try works', async ({ station }) => {
  const { page } = station;
  await dropFirmware(page);
  await addBoard(page, 'unplugged');
  await flash(page);
  await expect(verdict(page)).toHaveText('FAIL', { timeout: 60_000 });
  await expect(page.getByTestId('result')).toContainText('was lost');
  await expect(page.getByTestId('result-help')).toContainText('plug the board in again');
  // The board comes back by itself after a while, as if somebody had put the cable in again.
  await page.waitForTimeout(3000);
  await page.getByTestId('try-again').click();
  await expect(verdict(page)).toHaveText('PASS', { timeout: 60_000 });
});

test('a board that does not hear, and one whose flash is worn, are named as what they are', async ({
  station,
}) => {
  const { page } = station;
  await dropFirmware(page);
  await addBoard(page, 'deaf');
  await flash(page);
  await expect(verdict(page)).toHaveText('FAIL', { timeout: 60_000 });
  await expect(page.getByTestId('result')).toContainText('does not hear Kiln');
  await addBoard(page, 'worn-flash');
  await flash(page);
  await expect(page.getByTestId('result')).toContainText('MD5', { timeout: 60_000 });
  await expect(verdict(page)).toHaveText('FAIL');
});

test('a wrong offset is found, fixed with one click, and the layout survives a look at the history', async ({
  station,
}) => {
  const { page } = station;
  await dropFirmware(page);
  const offset = page
    .getByTestId('layout-row')
    .filter({ hasText: 'kiln-demo.bin' })
    .getByTestId('offset-input');
  await offset.fill('0x8000');
  await offset.press('Enter');
  await expect(page.getByTestId('finding').first()).toBeVisible();
  await expect(page.getByTestId('flash-button')).toBeDisabled();
  await page.getByTestId('finding-fix').first().click();
  await expect(page.getByTestId('flash-button')).toBeEnabled();
  await page.getByTestId('nav-history').click();
  await page.getByTestId('nav-flash').click();
  await expect(page.getByTestId('layout-row')).toHaveCount(3);
});

test('an empty file is named, and is not flashed', async ({ station }) => {
  const { page } = station;
  const files = await firmwareFolder();
  const empty = await files.add('empty.bin', new Uint8Array(0));
  await dropFiles(page, '[data-testid=drop-zone]', [empty]);
  await expect(page.getByTestId('finding').filter({ hasText: 'empty.bin' })).toBeVisible();
  await expect(page.getByTestId('flash-button')).toBeDisabled();
});

test('what was flashed is in the history after a restart of the station', async ({ station }) => {
  const { page } = station;
  await dropFirmware(page);
  await flash(page);
  await expect(verdict(page)).toHaveText('PASS', { timeout: 60_000 });
  await page.getByTestId('nav-history').click();
  await expect(page.getByTestId('history-row')).toHaveCount(1);
  await station.restart();
  await station.page.getByTestId('nav-history').click();
  await expect(station.page.getByTestId('history-row')).toHaveCount(1);
  await expect(station.page.getByTestId('history-row')).toContainText('PASS');
});

test('everything can be reached with the keyboard', async ({ station }) => {
  const { page } = station;
  const seen = new Set<string>();
  for (let press = 0; press < 40; press++) {
    await page.keyboard.press('Tab');
    const id = await page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? '');
    if (id !== '') seen.add(id);
  }
  for (const id of [
    'nav-flash',
    'nav-settings',
    'port-picker',
    'identify-button',
    'choose-files',
    'load-demo',
    'log-toggle',
  ])
    expect([...seen]).toContain(id);
});

test('no rule of accessibility is broken on any page', async ({ station }) => {
  const { page } = station;
  await dropFirmware(page);
  expect(await brokenRules(page)).toEqual([]);
  for (const name of ['history', 'settings']) {
    await page.getByTestId(`nav-${name}`).click();
    expect(await brokenRules(page)).toEqual([]);
  }
});
