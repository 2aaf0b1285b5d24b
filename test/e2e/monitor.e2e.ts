import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { brokenRules } from './accessibility';
import { addBoard, flashDemo } from './board-steps';
import { dropFiles, expect, test } from './station-fixture';

const crashElf = path.resolve('test/fixtures/crash/crash-riscv.elf');

/** The lines in sight, without what is said to screen readers. */
const terminal = (page: Page): Locator => page.getByTestId('monitor-terminal').locator('.xterm-rows');

/** Adds a simulated board, opens a monitor on it and lets it start. */
async function watchBoard(page: Page, fault: string): Promise<void> {
  await addBoard(page, { fault });
  await page.getByTestId('nav-monitor').click();
  await page.getByTestId('monitor-open').click();
  await expect(page.getByTestId('monitor-reset')).toBeEnabled();
  await page.getByTestId('monitor-reset').click();
}

test('watch a boot, filter it, search it, and save the log', async ({ station }) => {
  const { page } = station;
  await watchBoard(page, 'logging');
  await expect(terminal(page)).toContainText('ESP-ROM:esp32c3');
  await expect(terminal(page)).toContainText('Calling app_main');
  await expect(page.getByTestId('insight-mode-flash')).not.toHaveCount(0);

  await page.getByTestId('monitor-filter-text').fill('Calling app_main');
  await expect(terminal(page)).not.toContainText('ESP-ROM');
  await expect(terminal(page)).toContainText('Calling app_main');
  await page.getByTestId('monitor-filter-clear').click();
  await expect(terminal(page)).toContainText('sensor:');

  await page.getByTestId('monitor-filter-regex').click();
  await page.getByTestId('monitor-filter-text').fill('(');
  await expect(page.getByTestId('monitor-filter-problem')).toBeVisible();
  await page.getByTestId('monitor-filter-clear').click();

  await page.getByTestId('monitor-search-open').click();
  await page.getByTestId('monitor-search').fill('partition table');
  await page.getByTestId('monitor-search').press('Enter');
  await expect(page.getByTestId('monitor-search-note')).toContainText(/\d\d:\d\d/);

  const saved = await station.saveFile(async () => {
    await page.getByTestId('monitor-export').click();
    await page.getByTestId('monitor-export-csv-all').click();
  });
  const csv = await readFile(saved, 'utf8');
  expect(csv).toContain('ESP-ROM:esp32c3');
  expect(csv).toContain('Calling app_main()');
  expect(station.complaints).toEqual([]);
});

test('drop an ELF file on a crash, and click through to the frame', async ({ station }) => {
  const { page } = station;
  await watchBoard(page, 'crashing');
  await expect(page.getByTestId('crash-elf-drop').first()).toBeVisible();
  await dropFiles(page, '[data-testid=findings-panel]', [crashElf]);
  const card = page.locator('[data-kind=exception]').filter({ has: page.getByTestId('crash-frame-0') });
  await expect(card.first()).toContainText('read_sensor');
  await expect(card.first().getByTestId('crash-elf-match')).toHaveAttribute('data-match', 'same');
  // A newer crash folds the card of the one before, unless somebody is reading it.
  await expect(async () => {
    await card.first().getByTestId('crash-frame-0').click({ timeout: 1000 });
    await expect(page.getByTestId('frame-address')).toHaveText(/^0x42/, { timeout: 1000 });
  }).toPass();
  await expect(page.getByTestId('frame-path')).toContainText('.c');
  await expect(terminal(page)).toContainText('Guru Meditation');
  // The next crash of the same firmware needs no second drop.
  await expect(page.getByTestId('insight-boot-loop')).not.toHaveCount(0);
  expect(station.complaints).toEqual([]);
});

test('a board that is unplugged comes back by itself, and the gap is marked', async ({ station }) => {
  const { page } = station;
  await watchBoard(page, 'loose-cable');
  await expect(page.getByTestId('monitor-state')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByTestId('monitor-state')).toBeHidden({ timeout: 30_000 });
  await expect(terminal(page)).toContainText('back after');
  await expect(page.getByTestId('monitor-reset')).toBeEnabled();
  // What it says from now on arrives.
  await page.getByTestId('monitor-reset').click();
  await expect(terminal(page)).toContainText('POWERON');
});

test('a flash job has the port, and the monitor holds the first line after it', async ({ station }) => {
  const { page } = station;
  await addBoard(page, { flashSize: '2MB' });
  await page.getByTestId('nav-monitor').click();
  await page.getByTestId('monitor-open').click();
  await expect(page.getByTestId('monitor-reset')).toBeEnabled();
  await page.getByTestId('monitor-clear').click();
  await page.getByTestId('nav-flash').click();
  await flashDemo(page);
  await page.getByTestId('nav-monitor').click();
  await expect(terminal(page)).toContainText('ESP-ROM:esp32c3');
  await expect(terminal(page)).toContainText('Calling app_main');
  await expect(page.getByTestId('monitor-state')).toBeHidden();
});

test('type into a board’s console', async ({ station }) => {
  const { page } = station;
  await watchBoard(page, 'console');
  await expect(terminal(page)).toContainText(/app_main\(\).*kiln>/s);
  await page.getByTestId('monitor-send').fill('heap');
  await page.getByTestId('monitor-send').press('Enter');
  await expect(terminal(page)).toContainText('free');
  await page.getByTestId('monitor-send').press('ArrowUp');
  await expect(page.getByTestId('monitor-send')).toHaveValue('heap');
});

test('no rule of accessibility is broken on the monitor’s page', async ({ station }) => {
  const { page } = station;
  await watchBoard(page, 'crashing');
  await expect(page.getByTestId('crash-elf-drop').first()).toBeVisible();
  expect(await brokenRules(page)).toEqual([]);
});
