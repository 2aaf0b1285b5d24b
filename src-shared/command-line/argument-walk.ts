import { commandLineError, quoteWord } from './command-line-error';
import { readOffset } from './command-values';
import { findOption, type OptionFound, type OptionRules, type SettingsReader } from './option-reader';

/** Goes through the words after a tool's name once, options apart from the rest. */
export class ArgumentWalk {
  readonly #words: readonly string[];
  readonly #settings: SettingsReader;
  #position = 0;

  constructor(words: readonly string[], settings: SettingsReader) {
    this.#words = words;
    this.#settings = settings;
  }

  /**
   * The next word that is no option; null at the end. Options on the way are taken by `rules`. `isExpected` tells a word that
   * must come from one that is the value of an option that nobody knows.
   */
  next(rules: OptionRules, isExpected: (word: string) => boolean): string | null {
    while (this.#position < this.#words.length) {
      const word = this.#words[this.#position++] ?? '';
      const option = findOption(word, rules);
      if (option === null) return word;
      this.#take(word, option, isExpected);
    }
    return null;
  }

  #take(word: string, { name, rule, value }: OptionFound, isExpected: (word: string) => boolean): void {
    if (rule === undefined) {
      const isValue = (next: string) => !next.startsWith('-') && !isExpected(next);
      this.#settings.ignore([word, ...(value === null ? this.#takeWhile(isValue, 1) : [])].join(' '));
    } else if (rule.takes === 'nothing' || value !== null) this.#settings.take(rule, value ?? '', word);
    else if (rule.takes === 'value') {
      const next = this.#words[this.#position++];
      if (next === undefined) throw commandLineError(`a value is missing after ${quoteWord(name)}`);
      this.#settings.take(rule, next, `${word} ${next}`);
    } else {
      const endsAtOffset = rule.takes === 'names';
      const words = this.#takeWhile(
        (next) => !next.startsWith('-') && !(endsAtOffset && readOffset(next) !== null),
      );
      this.#settings.take(rule, '', [word, ...words].join(' '));
    }
  }

  #takeWhile(isWanted: (word: string) => boolean, most = Number.POSITIVE_INFINITY): readonly string[] {
    const from = this.#position;
    while (this.#position < this.#words.length && this.#position - from < most) {
      if (!isWanted(this.#words[this.#position] ?? '')) break;
      this.#position++;
    }
    return this.#words.slice(from, this.#position);
  }
}
