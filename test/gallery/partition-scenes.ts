import { fill, press, settle, type Scene } from './scene-steps';

/** A new table on the Images page, begun with a usual layout. */
async function begin(template: string | null): Promise<void> {
  await settle();
  press('nav-images');
  await settle();
  // Tabs are chosen by getting the focus.
  document.querySelector<HTMLElement>('[data-testid="image-tool-partitions"]')?.focus();
  await settle();
  press('table-new');
  await settle();
  if (template !== null) press(`partition-template-${template}`);
  await settle();
}

/** Types into the nth field of a kind and leaves it. */
function retype(testId: string, index: number, text: string): void {
  const field = document.querySelectorAll<HTMLInputElement>(`[data-testid="${testId}"]`)[index];
  if (!field) return;
  field.dataset['testid'] = 'being-typed';
  fill('being-typed', text);
  field.dispatchEvent(new Event('change'));
  field.dataset['testid'] = testId;
}

export const partitionScenes: Readonly<Record<string, Scene>> = {
  'table-empty': { play: () => begin(null) },
  'table-slots': { play: () => begin('two-slots-and-factory') },
  'table-problems': {
    play: async () => {
      await begin('two-slots-and-factory');
      retype('partition-offset', 4, '0x123000');
      retype('partition-size', 5, '4M');
      retype('partition-name', 0, 'a-name-much-too-long-for-a-table');
      retype('partition-type', 2, '0x40/0x7');
      retype('partition-size', 1, 'eight');
      await settle();
    },
  },
};
