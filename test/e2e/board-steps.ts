import { expect, type Page } from '@playwright/test';

export interface BoardChoice {
  /** Header spelling; a small flash is read quickly. */
  readonly flashSize?: string;
  readonly fault?: string;
}

async function choose(page: Page, picker: string, value: string): Promise<void> {
  await page.getByTestId(picker).click();
  await page.locator(`[role=option][data-value="${value}"]`).click();
}

/** Adds a simulated ESP32-C3 and turns to it. */
export async function addBoard(page: Page, { flashSize, fault }: BoardChoice): Promise<void> {
  await page.getByTestId('port-picker').click();
  await page.getByTestId('add-simulated').click();
  const dialog = page.getByTestId('simulate-dialog');
  if (flashSize !== undefined) await choose(page, 'simulate-flash-size', flashSize);
  if (fault !== undefined) await choose(page, 'simulate-fault', fault);
  await dialog.getByTestId('simulate-add').click();
  await expect(dialog).toBeHidden();
}

/** Flashes the firmware that comes with Kiln, at a rate that makes the rest of a test quick as well. */
export async function flashDemo(page: Page): Promise<void> {
  await page.getByTestId('load-demo').click();
  await choose(page, 'baud-picker', '2000000');
  await page.getByTestId('flash-button').click();
  await expect(page.getByTestId('result-verdict')).toHaveText('PASS', { timeout: 60_000 });
}

/** The Board page, with what was read from the board. */
export async function readBoard(page: Page): Promise<void> {
  await page.getByTestId('nav-board').click();
  await page.locator('[data-testid=read-board], [data-testid=read-again]').click();
}
