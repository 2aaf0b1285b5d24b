/** What an app tells of itself when it starts; what it does not tell is left out. */
export interface AppStart {
  readonly project?: string;
  readonly version?: string;
  readonly idf?: string;
  /** The first hex digits of the SHA-256 of its ELF file. */
  readonly elfSha256?: string;
  readonly framework?: string;
}

/** `app_init` from ESP-IDF 5.1 on, `cpu_start` before. @source ESP-IDF, esp_system/startup.c and esp_app_format */
const description = /^I \([^)]{1,20}\) (?:app_init|cpu_start): ([A-Za-z][A-Za-z0-9 -]{1,20}): +(\S.{0,79})$/;
const appMain = /^I \([^)]{1,20}\) (?:main_task|cpu_start): Calling app_main/;
/** With its report at start switched on. @source arduino-esp32, chip-debug-report.cpp */
const arduino = '=========== Before Setup Start ===========';

type Field = 'project' | 'version' | 'idf' | 'elfSha256';
const fields: Readonly<Record<string, Field>> = {
  'Project name': 'project',
  'App version': 'version',
  'ESP-IDF': 'idf',
  'ELF file SHA256': 'elfSha256',
};

/** Gathers the lines in which an app presents itself. One for each start. */
export class AppStartReader {
  #gathered: Partial<Record<Field, string>> = {};
  #done = false;

  reset(): void {
    this.#gathered = {};
    this.#done = false;
  }

  /** The app, once: with the last line of its presentation, or when it begins its work without one. */
  line(text: string): AppStart | null {
    if (this.#done) return null;
    if (text.startsWith(arduino)) return this.#finish({ framework: 'Arduino' });
    if (!text.startsWith('I (')) return null;
    if (appMain.test(text)) return this.#finish({});
    const [, label = '', value = ''] = description.exec(text) ?? [];
    const field = fields[label];
    if (field === undefined) return null;
    this.#gathered[field] = field === 'elfSha256' ? value.replace(/[^0-9a-f].*$/, '') : value;
    return field === 'idf' ? this.#finish({}) : null;
  }

  #finish(more: AppStart): AppStart {
    this.#done = true;
    return { ...this.#gathered, ...more };
  }
}
