import {
  readBaud,
  readChip,
  readFlashFrequency,
  readFlashMode,
  readFlashSize,
  readPort,
  type CommandValue,
} from './command-values';
import { silentSettings, type CommandSettings } from './flash-command';

/** What an option is for. `granted`: it asks for what is done anyway. `unused`: it asks for what is not done here. */
export type OptionUse =
  'chip' | 'port' | 'baud' | 'mode' | 'frequency' | 'size' | 'erase-all' | 'granted' | 'unused';

export interface OptionRule {
  readonly use: OptionUse;
  /** `words`: every word up to the next option; `names`: up to the next option or offset. */
  readonly takes: 'nothing' | 'value' | 'words' | 'names';
  /** Values that ask for what is done anyway; others are reported. */
  readonly granted?: readonly string[];
}

/** By name, dashes in it: `--flash-mode`, `-fm`. */
export type OptionRules = Readonly<Record<string, OptionRule>>;

export interface OptionFound {
  readonly name: string;
  /** Undefined for a name that no rule has. */
  readonly rule: OptionRule | undefined;
  /** Attached to the name: `--baud=460800`, `-b460800`. */
  readonly value: string | null;
}

/** Which option a word is; null for a word that is none. */
export function findOption(word: string, rules: OptionRules): OptionFound | null {
  if (!/^--?[a-z]/i.test(word)) return null;
  const equals = word.indexOf('=');
  const written = equals < 0 ? word : word.slice(0, equals);
  const value = equals < 0 ? null : word.slice(equals + 1);
  const name = written.startsWith('--') ? written.replaceAll('_', '-') : written;
  const rule = ruleOf(rules, name);
  if (rule !== undefined || name.startsWith('--')) return { name, rule, value };
  const short = ruleOf(rules, word.slice(0, 2));
  return short?.takes === 'value'
    ? { name: word.slice(0, 2), rule: short, value: word.slice(2) }
    : { name, rule, value };
}

function ruleOf(rules: OptionRules, name: string): OptionRule | undefined {
  return Object.hasOwn(rules, name) ? rules[name] : undefined;
}

/** Gathers what the options of one command say. */
export class SettingsReader {
  #settings: CommandSettings = silentSettings;
  readonly #ignored: string[] = [];

  get settings(): CommandSettings {
    return { ...this.#settings, ignored: this.#ignored };
  }

  ignore(written: string): void {
    this.#ignored.push(written);
  }

  /** `written`: the option with its value, as it stands in the command. */
  take(rule: OptionRule, value: string, written: string): void {
    if (rule.use === 'granted') {
      if (rule.granted && !rule.granted.includes(value.replaceAll('_', '-'))) this.ignore(written);
    } else if (rule.use === 'unused' || !this.#learn(rule.use, value)) this.ignore(written);
  }

  /** False for a value that is not understood. */
  #learn(use: Exclude<OptionUse, 'granted' | 'unused'>, value: string): boolean {
    switch (use) {
      case 'chip':
        return this.#set('chip', readChip(value));
      case 'port':
        return this.#set('port', readPort(value));
      case 'baud':
        return this.#set('baud', readBaud(value));
      case 'mode':
        return this.#set('flashMode', readFlashMode(value));
      case 'frequency':
        return this.#set('flashFrequency', readFlashFrequency(value));
      case 'size':
        return this.#set('flashSize', readFlashSize(value));
      case 'erase-all':
        return this.#set('eraseAll', true);
    }
  }

  #set<K extends keyof CommandSettings>(name: K, value: CommandValue<CommandSettings[K]>): boolean {
    if (value === undefined) return false;
    this.#settings = { ...this.#settings, [name]: value };
    return true;
  }
}
