import path from 'node:path';
import type { Page } from '@playwright/test';
import { brokenRules } from './accessibility';
import { addBoard, flashDemo, readBoard } from './board-steps';
import { expect, test } from './station-fixture';

const verdict = (page: Page) => page.getByTestId('result-verdict');
const confirm = (page: Page): Promise<void> => page.getByTestId('dialog-confirm').click();

test('back up, erase everything, restore, and the board boots again', async ({ station }) => {
  const { page } = station;
  await addBoard(page, { flashSize: '2MB' });
  await flashDemo(page);
  await readBoard(page);
  await expect(page.getByTestId('partition').first()).toBeVisible({ timeout: 30_000 });

  await page.getByTestId('backup-button').click();
  await expect(page.getByTestId('progress')).toContainText('Backing up');
  await expect(verdict(page)).toHaveText('PASS', { timeout: 90_000 });
  await expect(page.getByTestId('backup')).toHaveCount(1);

  await page.getByTestId('erase-board').click();
  await expect(page.getByTestId('erase-board-dialog')).toBeVisible();
  await confirm(page);
  await expect(page.getByTestId('result-text')).toContainText('erased', { timeout: 60_000 });
  await readBoard(page);
  await expect(page.getByTestId('partitions-problem')).toHaveAttribute('data-problem', 'blank');

  await page.getByTestId('backup-restore').click();
  await expect(page.getByTestId('restore-dialog')).toBeVisible();
  await expect(page.getByTestId('other-board')).toBeHidden();
  await confirm(page);
  await expect(page.getByTestId('boot-report')).toHaveAttribute('data-boot', 'booted', { timeout: 90_000 });
  await expect(verdict(page)).toHaveText('PASS');
  expect(station.complaints).toEqual([]);
});

test('one partition is read into a backup, compared with a file, and erased after a question', async ({
  station,
}) => {
  const { page } = station;
  await flashDemo(page);
  await readBoard(page);
  const app = page.locator('[data-testid=partition][data-name=factory]');
  const settings = page.locator('[data-testid=partition][data-name=nvs]');
  await expect(app).toBeVisible({ timeout: 30_000 });

  await settings.getByTestId('region-read').click();
  await expect(verdict(page)).toHaveText('PASS', { timeout: 60_000 });
  await expect(page.getByTestId('backup')).toContainText('nvs');

  if (station.host === 'browser') {
    const chooser = page.waitForEvent('filechooser');
    await app.getByTestId('region-verify').click();
    await (await chooser).setFiles(path.resolve('resources/demo/esp32c3/kiln-demo.bin'));
    await expect(page.getByTestId('result-text')).toContainText('byte for byte', { timeout: 60_000 });
    await expect(verdict(page)).toHaveText('PASS');
  }

  await settings.getByTestId('region-erase').click();
  await expect(page.getByTestId('erase-region-dialog')).toContainText('0x9000');
  await confirm(page);
  await expect(page.getByTestId('result-text')).toContainText('nvs was erased', { timeout: 60_000 });
  await expect(verdict(page)).toHaveText('PASS');
});

test('a backup of another board is restored only after a second choice', async ({ station }) => {
  const { page } = station;
  await flashDemo(page);
  await readBoard(page);
  await page.locator('[data-testid=partition][data-name=nvs]').getByTestId('region-read').click();
  await expect(page.getByTestId('backup')).toContainText('nvs', { timeout: 60_000 });
  await addBoard(page, {});
  await readBoard(page);
  await expect(page.getByTestId('partitions-problem')).toBeVisible({ timeout: 30_000 });

  await page.getByTestId('backup-restore').click();
  await expect(page.getByTestId('other-board')).toContainText('another board');
  await expect(page.getByTestId('dialog-confirm')).toBeDisabled();
  await page.getByTestId('accept-other-board').click();
  await confirm(page);
  await expect(verdict(page)).toHaveText('PASS', { timeout: 60_000 });
});

test('a secured board is refused, and says what it is', async ({ station }) => {
  const { page } = station;
  await addBoard(page, { fault: 'secured' });
  await page.getByTestId('load-demo').click();
  await page.getByTestId('flash-button').click();
  await expect(verdict(page)).toHaveText('FAIL', { timeout: 60_000 });
  await expect(page.getByTestId('result-text')).toContainText('This board is secured');
  await expect(page.getByTestId('result-help')).toContainText('signed and encrypted');
  // Now that it is known, nothing is tried any more.
  await expect(page.locator('[data-testid=finding][data-code=board-secured]')).toBeVisible();
  await page.getByTestId('nav-board').click();
  await expect(page.getByTestId('board-security')).toHaveAttribute(
    'data-locks',
    'secureBoot flashEncryption',
  );
});

test('a board that does not hear is examined, and the doctor says what to do', async ({ station }) => {
  const { page } = station;
  await addBoard(page, { fault: 'deaf' });
  await readBoard(page);
  await expect(verdict(page)).toHaveText('FAIL', { timeout: 60_000 });
  await page.getByTestId('find-out-why').click();
  await expect(page.getByTestId('diagnosis')).toHaveAttribute('data-cause', 'tx-not-wired', {
    timeout: 60_000,
  });
  await expect(page.getByTestId('doctor-dialog')).toContainText('TX');
  await page.getByTestId('doctor-close').click();
  await expect(page.getByTestId('doctor-dialog')).toBeHidden();
});

test('no rule of accessibility is broken on the board’s page', async ({ station }) => {
  const { page } = station;
  await page.getByTestId('nav-board').click();
  expect(await brokenRules(page)).toEqual([]);
  await page.getByTestId('nav-flash').click();
  await flashDemo(page);
  await readBoard(page);
  await expect(page.getByTestId('partition').first()).toBeVisible({ timeout: 30_000 });
  await page.getByTestId('memory-toggle').click();
  expect(await brokenRules(page)).toEqual([]);
  await page.getByTestId('region-erase').first().click();
  await expect(page.getByTestId('erase-region-dialog')).toBeVisible();
  expect(await brokenRules(page)).toEqual([]);
});
