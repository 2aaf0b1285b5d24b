import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { dropFiles, expect, test } from './station-fixture';

const csv = `# Name, Type, SubType, Offset, Size, Flags
nvs,      data, nvs,     ,        0x6000,
phy_init, data, phy,     ,        0x1000,
factory,  app,  factory, ,        1M,
storage,  data, spiffs,  ,        256K,
`;

async function openTable(page: Page, userData: string): Promise<void> {
  const file = path.join(userData, 'partitions.csv');
  await writeFile(file, csv);
  await page.getByTestId('nav-images').click();
  await page.getByTestId('image-tool-partitions').click();
  await dropFiles(page, '[data-testid=table-place]', [file]);
  await expect(page.getByTestId('partition-row')).toHaveCount(4);
}

test('edit a partition table by dragging, and export it as CSV and as binary', async ({ station }) => {
  const { page } = station;
  await openTable(page, station.userData);
  const block = page.locator('[data-testid=partition-block][data-name=storage]');
  await expect(block).toHaveAttribute('aria-valuenow', String(0x11_0000));

  const [from, map] = await Promise.all([
    block.boundingBox(),
    page.getByTestId('partition-edit-map').boundingBox(),
  ]);
  if (from === null || map === null) throw new Error('the map is not there');
  await page.mouse.move(from.x + 4, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(map.x + map.width * 0.5, from.y + from.height / 2, { steps: 5 });
  await page.mouse.move(map.x + map.width * 0.7, from.y + from.height / 2, { steps: 5 });
  await page.mouse.up();
  const moved = Number(await block.getAttribute('aria-valuenow'));
  expect(moved).toBeGreaterThan(0x18_0000);
  expect(moved % 0x1000).toBe(0);
  await expect(page.getByTestId('partition-fine')).toBeVisible();

  const saved = await station.saveFile(() => page.getByTestId('partition-export-csv').click());
  const rows = (await readFile(saved, 'utf8'))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(rows.map((row) => row.split(',')[0]?.trim())).toEqual(['nvs', 'phy_init', 'factory', 'storage']);
  expect(rows.at(-1)?.replaceAll(' ', '')).toContain(`storage,data,spiffs,0x${moved.toString(16)},256K`);

  const binary = await readFile(
    await station.saveFile(() => page.getByTestId('partition-export-bin').click()),
  );
  expect(binary).toHaveLength(0xc00);
  expect(binary.readUInt32LE(3 * 32 + 4)).toBe(moved);
  expect(station.complaints).toEqual([]);
});

test('a table that cannot work says why and is not exported', async ({ station }) => {
  const { page } = station;
  await openTable(page, station.userData);
  await page.getByTestId('partition-size').nth(2).fill('8M');
  await page.getByTestId('partition-size').nth(2).press('Enter');
  await expect(
    page.locator('[data-testid=partition-problem][data-code=past-end-of-flash]').first(),
  ).toBeVisible();
  await expect(page.getByTestId('partition-export-csv')).toBeDisabled();
  await page.getByTestId('partition-undo').click();
  await expect(page.getByTestId('partition-fine')).toBeVisible();
});
