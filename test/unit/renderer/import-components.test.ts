// @vitest-environment jsdom
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { h, type Component } from 'vue';
import ImportNotices from '../../../src-renderer/components/flash/ImportNotices.vue';
import LayoutTable from '../../../src-renderer/components/flash/LayoutTable.vue';
import ImportQuestionDialog from '../../../src-renderer/components/import/ImportQuestionDialog.vue';
import PasteDialog from '../../../src-renderer/components/import/PasteDialog.vue';
import {
  provideFirmwarePicker,
  type FirmwarePicker,
} from '../../../src-renderer/composables/use-firmware-picker';
import { useLayoutActions } from '../../../src-renderer/composables/use-layout-actions';
import { usePastedCommand } from '../../../src-renderer/composables/use-pasted-command';
import { useChipsStore } from '../../../src-renderer/stores/chips-store';
import { useLayoutStore } from '../../../src-renderer/stores/layout-store';
import { useOptionsStore } from '../../../src-renderer/stores/options-store';
import { usePasteStore } from '../../../src-renderer/stores/paste-store';
import { usePortsStore } from '../../../src-renderer/stores/ports-store';
import type { FirmwareSource } from '../../../src-shared/ipc/contract';
import type { ImportedFirmware, ImportOutcome, ImportQuestion } from '../../../src-shared/model/firmware';
import { splitImage, wholeImage } from '../../support/sample-merged';
import { imported, sampleFirmware, samplePort } from '../../support/sample-station';
import type { Handlers } from '../../support/station-double';
import { mountWithStation } from './mount-bench';

beforeAll(() => {
  // jsdom lays nothing out; the floating parts only need it to exist.
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
  );
  // Where the application puts its menus.
  document.body.append(Object.assign(document.createElement('div'), { id: 'overlays' }));
});

const unmounts: (() => void)[] = [];
afterEach(() => {
  for (const unmount of unmounts.splice(0)) unmount();
});

/** A component with the picker that the application gives it. */
function bench(component: Component, scripted: Partial<Handlers> = {}, props: Record<string, unknown> = {}) {
  const opened: string[] = [];
  const given: { picker: FirmwarePicker | null } = { picker: null };
  const harness: Component = {
    setup() {
      given.picker = provideFirmwarePicker((what) => opened.push(what));
      return () => h(component, props);
    },
  };
  const { wrapper, station } = mountWithStation(harness, {}, scripted);
  unmounts.push(() => {
    wrapper.unmount();
  });
  const { picker } = given;
  if (!picker) throw new Error('the picker was not provided');
  return { wrapper, station, picker, opened, layout: useLayoutStore(), paste: usePasteStore() };
}

/** Dialogs are put outside of the component. */
const seen = (testId: string) => document.querySelector<HTMLElement>(`[data-testid="${testId}"]`);
const press = async (testId: string) => {
  seen(testId)?.click();
  await flushPromises();
};
const type = async (testId: string, text: string) => {
  const field = document.querySelector<HTMLTextAreaElement>(`[data-testid="${testId}"]`);
  if (!field) throw new Error(`no ${testId} to type into`);
  field.value = text;
  field.dispatchEvent(new Event('input'));
  await flushPromises();
};
const demo: () => Promise<readonly FirmwareSource[]> = () => Promise.resolve([{ type: 'demo' }]);
const load = async (layout: ReturnType<typeof useLayoutStore>) => {
  void layout.importFirmware(demo, null);
  await flushPromises();
};
const answering = (...outcomes: readonly ImportOutcome[]): Partial<Handlers> => {
  const waiting = [...outcomes];
  return { 'firmware:import': () => waiting.shift() ?? imported(sampleFirmware) };
};
const question = (change: Partial<ImportQuestion>): ImportOutcome => ({
  type: 'question',
  question: {
    id: 'q',
    about: 'build',
    name: 'project.zip',
    choices: [
      { id: 'a', label: 'esp32dev', detail: 'ESP32' },
      { id: 'b', label: 'esp32c3', detail: 'ESP32-C3' },
    ],
    ...change,
  },
});

describe('the question of an import', () => {
  it('names what is asked about and takes the choice that is pressed', async () => {
    const { station, layout } = bench(ImportQuestionDialog, answering(question({})));
    expect(seen('import-question')).toBeNull();
    await load(layout);
    expect(seen('import-question')?.textContent).toContain('project.zip');
    document.querySelector<HTMLElement>('[data-choice="b"]')?.click();
    await flushPromises();
    expect(station.sent('firmware:import').at(-1)?.answers).toEqual([{ question: 'q', choice: 'b' }]);
    expect(seen('import-question')).toBeNull();
    expect(layout.items).toHaveLength(3);
  });

  it('lists the files that are missing and takes what is chosen or dropped', async () => {
    const { station, layout, picker, opened } = bench(
      ImportQuestionDialog,
      answering(question({ about: 'files' }), question({ about: 'files' })),
    );
    await load(layout);
    expect(document.querySelectorAll('[data-testid="missing-file"]')).toHaveLength(2);
    await press('add-folder');
    expect(opened).toEqual(['folder']);
    picker.take([]);
    await flushPromises();
    expect(station.sent('firmware:import')).toHaveLength(1);
    expect(seen('import-question')).not.toBeNull();
  });

  it('leaves the layout alone when it is put away', async () => {
    const { layout } = bench(ImportQuestionDialog, answering(imported(sampleFirmware), question({})));
    await load(layout);
    await load(layout);
    await press('import-cancel');
    expect(seen('import-question')).toBeNull();
    expect(layout.items).toHaveLength(3);
  });
});

describe('pasting a command', () => {
  const command =
    'esptool --chip esp32c3 -b 921600 write-flash --erase-all 0x0 boot.bin 0x10000 build/greenhouse.bin';

  it('shows what is understood while one types, and sends the text as it is', async () => {
    const { station, paste } = bench(PasteDialog);
    await useChipsStore().load();
    paste.open();
    await flushPromises();
    expect(seen('paste-take')?.hasAttribute('disabled')).toBe(true);
    await type('paste-text', command);
    const text = seen('paste-reading')?.textContent ?? '';
    for (const part of ['ESP32-C3', '921600 baud', '0x10000', 'erased first']) expect(text).toContain(part);
    await press('paste-take');
    expect(station.sent('firmware:import')).toMatchObject([{ sources: [{ type: 'text', text: command }] }]);
    expect(paste.isOpen).toBe(false);
  });

  it('says what is wrong, and takes it only when it is right', async () => {
    const { paste } = bench(PasteDialog);
    paste.open('esptool write-flash 0x10000');
    await flushPromises();
    expect(seen('paste-problem')?.textContent).toContain('no file follows');
    expect(seen('paste-take')?.hasAttribute('disabled')).toBe(true);
    await type('paste-text', 'esptool write-flash 0x10000 app.bin');
    expect(seen('paste-problem')).toBeNull();
    expect(seen('paste-take')?.hasAttribute('disabled')).toBe(false);
  });

  it('gives the files along that are in the layout already', async () => {
    const { station, layout, paste } = bench(PasteDialog);
    station.requests.length = 0;
    layout.items = sampleFirmware.items;
    paste.open(command);
    await flushPromises();
    await press('paste-take');
    expect(station.sent('firmware:import')[0]?.sources).toEqual([
      { type: 'text', text: command },
      { type: 'file', file: 'token-c' },
    ]);
  });

  it.each(['idf.py flash', 'python -m esptool write_flash "@flash_args"'])(
    'asks for the folder that %s takes its files from',
    async (text) => {
      const { station, paste, opened } = bench(PasteDialog);
      paste.open(text);
      await flushPromises();
      await press('paste-take');
      expect(opened).toEqual(['folder']);
      expect(station.sent('firmware:import')).toEqual([]);
    },
  );

  const pasteEvent = (text: string) =>
    Object.assign(new Event('paste', { bubbles: true, cancelable: true }), {
      clipboardData: { getData: () => text },
    });

  it('anywhere on the page opens the dialog, if it is a command and not into a field', () => {
    const taken: string[] = [];
    bench({
      setup() {
        usePastedCommand((text) => taken.push(text));
        return () => h('input', { 'data-testid': 'field' });
      },
    });
    const field = document.createElement('input');
    document.body.append(field);
    field.dispatchEvent(pasteEvent(command));
    document.body.dispatchEvent(pasteEvent('a poem about esptools'));
    expect(taken).toEqual([]);
    document.body.dispatchEvent(pasteEvent(command));
    document.body.dispatchEvent(pasteEvent('0x0 app.bin'));
    expect(taken).toEqual([command, '0x0 app.bin']);
    field.remove();
  });
});

describe('the layout as a whole', () => {
  const actions = () => {
    const given: { actions: ReturnType<typeof useLayoutActions> | null } = { actions: null };
    const harness: Component = {
      setup() {
        given.actions = useLayoutActions();
        return () => null;
      },
    };
    const made = bench(harness, {
      'firmware:import': () => imported(sampleFirmware),
      'layout:save': () => ({ type: 'saved', path: '/greenhouse.kiln' }),
    });
    if (!given.actions) throw new Error('it was not set up');
    return { ...made, actions: given.actions };
  };

  it('is saved with its notes, its options and what is left out', async () => {
    const { station, layout, actions: does } = actions();
    await load(layout);
    layout.setNote('c', 'release candidate');
    layout.setInclude('a', false);
    useOptionsStore().eraseAll = true;
    await does.save();
    expect(station.sent('layout:save')).toMatchObject([
      {
        title: sampleFirmware.title,
        flashMode: 'keep',
        flashSize: 'detect',
        baud: 460_800,
        eraseAll: true,
        items: [
          { file: 'token-a', name: 'bootloader.bin', offset: 0, include: false, note: '' },
          { file: 'token-b', offset: 0x8000, include: true },
          { file: 'token-c', include: true, note: 'release candidate' },
        ],
      },
    ]);
  });

  it('is copied as the command that would flash it', async () => {
    const copied: string[] = [];
    vi.stubGlobal('navigator', {
      clipboard: { writeText: (text: string) => Promise.resolve(copied.push(text)) },
    });
    const { station, layout, actions: does } = actions();
    station.changePorts([samplePort]);
    await usePortsStore().load();
    await load(layout);
    layout.setInclude('b', false);
    await does.copyCommand();
    vi.unstubAllGlobals();
    expect(copied[0]).toContain('--port /dev/ttyUSB0 --baud 460800 write-flash');
    expect(copied[0]).toContain('--flash-size detect 0x0 bootloader.bin 0x10000 greenhouse.bin');
    expect(copied[0]).not.toContain('--flash-mode');
  });
});

describe('the rows of a merged image', () => {
  const table = async (firmware: ImportedFirmware = splitImage) => {
    const made = bench(LayoutTable, answering(imported(firmware), imported(wholeImage)), { locked: false });
    await load(made.layout);
    return made;
  };

  it('stand under its name, with what stays on the board, and one switch', async () => {
    const { wrapper, station, layout } = await table();
    const group = wrapper.get('[data-testid="layout-group"]');
    expect(group.text()).toContain('greenhouse-1.4.2-merged.bin');
    expect(group.text()).toContain('3 parts are written · 2 stay on the board');
    expect(wrapper.findAll('[data-testid="stays"]')).toHaveLength(2);
    await wrapper.get('[data-testid="keep-settings"]').trigger('click');
    await flushPromises();
    expect(station.sent('firmware:import').at(-1)).toMatchObject({ merged: 'whole' });
    expect(layout.items.map(({ id }) => id)).toEqual(['whole']);
    expect(wrapper.get('[data-testid="keep-settings"]').attributes('data-state')).toBe('unchecked');
  });

  it('have none where nothing was merged', async () => {
    const { wrapper } = await table(sampleFirmware);
    expect(wrapper.find('[data-testid="layout-group"]').exists()).toBe(false);
  });
});

describe('the note of a row', () => {
  it('is edited in its place, kept by Enter and let go by Escape', async () => {
    const firmware = {
      ...sampleFirmware,
      items: sampleFirmware.items.map((item, index) => ({ ...item, note: index === 0 ? 'old' : '' })),
    };
    const { wrapper, layout } = bench(LayoutTable, answering(imported(firmware)), { locked: false });
    await load(layout);
    const edit = async (text: string, key: string) => {
      await wrapper.get('[data-testid="row-note"]').trigger('click');
      const field = wrapper.get<HTMLInputElement>('[data-testid="note-input"]');
      await field.setValue(text);
      await field.trigger('keydown', { key });
    };
    await edit('given up', 'Escape');
    expect(layout.items[0]?.note).toBe('old');
    await edit('  for revision 0.4  ', 'Enter');
    expect(layout.items[0]?.note).toBe('for revision 0.4');
    expect(wrapper.find('[data-testid="note-input"]').exists()).toBe(false);
    await edit('', 'Enter');
    expect(wrapper.find('[data-testid="row-note"]').exists()).toBe(false);
  });
});

describe('the notes of an import', () => {
  const notices = async (firmware: ImportedFirmware) => {
    const made = bench(ImportNotices, answering(imported(firmware)));
    await load(made.layout);
    return made;
  };

  it('say a single one at once, and are gone when they are put away', async () => {
    const { wrapper, layout } = await notices({
      ...sampleFirmware,
      notices: [{ code: 'elf-converted', context: { name: 'a.elf', chip: 'esp32c3' } }],
    });
    await flushPromises();
    expect(wrapper.text()).toContain('was made from a.elf');
    layout.dismissNotices();
    await flushPromises();
    expect(wrapper.find('[data-testid="import-notices"]').exists()).toBe(false);
  });

  it('fold several away, but never one that changes what the board does', async () => {
    const { wrapper } = await notices({
      ...sampleFirmware,
      notices: [
        { code: 'option-ignored', context: { option: '--force' } },
        { code: 'boot-app0-missing', context: {} },
        { code: 'option-ignored', context: { option: '--no-stub' } },
        { code: 'option-ignored', context: { option: '--no-stub' } },
      ],
    });
    expect(wrapper.get('[data-testid="import-notice"]').text()).toContain('boot_app0.bin');
    const toggle = wrapper.get('[data-testid="notices-toggle"]');
    expect(toggle.text()).toContain('2 notes');
    expect(toggle.attributes('aria-expanded')).toBe('false');
    await toggle.trigger('click');
    expect(toggle.attributes('aria-expanded')).toBe('true');
    expect(wrapper.text()).toContain('--no-stub');
  });
});
