import { AppError } from '../../src-shared/errors/app-error';
import { settingsSchema } from '../../src-shared/ipc/request-schemas';
import { defaultSettings, type Settings } from '../../src-shared/model/settings';
import { writeFileAtomically } from './atomic-file';
import { readJson } from './read-json';
import { systemReason } from '../../src-shared/errors/system-reason';

/** Settings from what a file held: each field that is missing or bad has its default, the others are kept. */
export function settingsFrom(stored: unknown): Settings {
  if (typeof stored !== 'object' || stored === null) return defaultSettings;
  const given = stored as Readonly<Record<string, unknown>>;
  const good = Object.entries(settingsSchema.shape).flatMap(([name, schema]) => {
    const field = schema.safeParse(given[name]);
    return field.success ? [[name, field.data]] : [];
  });
  return { ...defaultSettings, ...(Object.fromEntries(good) as Partial<Settings>) };
}

/** What the station remembers, in one JSON file. */
export class SettingsStore {
  readonly #file: string;
  #current: Settings;
  #saving: Promise<void> = Promise.resolve();

  private constructor(file: string, current: Settings) {
    this.#file = file;
    this.#current = current;
  }

  /** Never fails: a file that is missing or broken means defaults, and is replaced with the next change. */
  static async load(file: string): Promise<SettingsStore> {
    return new SettingsStore(file, settingsFrom(await readJson(file)));
  }

  get current(): Settings {
    return this.#current;
  }

  /** Changes what is given, keeps the rest. The change holds for this run even when it cannot be saved. */
  async change(changes: Partial<Settings>): Promise<Settings> {
    this.#current = { ...this.#current, ...changes };
    const changed = this.#current;
    // One after the other, so that the file always ends with the newest.
    const saved = this.#saving.then(() =>
      writeFileAtomically(this.#file, `${JSON.stringify(changed, null, 2)}\n`),
    );
    this.#saving = saved.catch(() => undefined);
    await saved.catch((error: unknown) => {
      throw new AppError('settings-not-saved', { reason: systemReason(error) }, { cause: error });
    });
    return changed;
  }

  /** Resolves when what was changed is on disk. */
  async flush(): Promise<void> {
    await this.#saving;
  }
}
