import type { LineEnding } from '../../../src-shared/model/monitor';

/** What somebody at the keyboard wants. */
export type KeyAction =
  | { readonly type: 'send'; readonly bytes: Uint8Array }
  | { readonly type: 'reset'; readonly into: 'app' | 'download' }
  | { readonly type: 'help' | 'log' | 'pause' | 'exit' };

const control = (letter: string): number => letter.charCodeAt(0) & 0x1f;

/** Ctrl-], Ctrl-T: as people know them from ESP-IDF's monitor. */
const exitKey = control(']');
const menuKey = control('T');

const menu: ReadonlyMap<number, KeyAction> = new Map<number, KeyAction>([
  [control('R'), { type: 'reset', into: 'app' }],
  [control('P'), { type: 'reset', into: 'download' }],
  [control('H'), { type: 'help' }],
  [control('L'), { type: 'log' }],
  [control('Y'), { type: 'pause' }],
  [control('X'), { type: 'exit' }],
]);

const carriageReturn = 0x0d;
const ends: Readonly<Record<LineEnding, readonly number[]>> = {
  none: [],
  lf: [0x0a],
  cr: [0x0d],
  crlf: [0x0d, 0x0a],
};

/** What the keys of a terminal in raw mode mean; whatever is not for the monitor is for the board. */
export class KeyReader {
  readonly #end: readonly number[];
  #inMenu = false;

  constructor(eol: LineEnding) {
    this.#end = ends[eol];
  }

  read(bytes: Uint8Array): readonly KeyAction[] {
    const actions: KeyAction[] = [];
    let toSend: number[] = [];
    const act = (action: KeyAction): void => {
      if (toSend.length > 0) actions.push({ type: 'send', bytes: Uint8Array.from(toSend) });
      toSend = [];
      actions.push(action);
    };
    for (const key of bytes) {
      if (this.#inMenu) {
        this.#inMenu = false;
        // Either of the two keys after the menu's goes to the board.
        if (key === menuKey || key === exitKey) toSend.push(key);
        else act(menu.get(key) ?? { type: 'help' });
      } else if (key === menuKey) this.#inMenu = true;
      else if (key === exitKey) act({ type: 'exit' });
      else if (key === carriageReturn) toSend.push(...this.#end);
      else toSend.push(key);
    }
    if (toSend.length > 0) actions.push({ type: 'send', bytes: Uint8Array.from(toSend) });
    return actions;
  }
}

/** Text from a file or another program: its line ends become those that the board wants. */
export class LineEndChanger {
  readonly #end: readonly number[];
  #afterReturn = false;

  constructor(eol: LineEnding) {
    this.#end = ends[eol];
  }

  change(bytes: Uint8Array): Uint8Array {
    const changed: number[] = [];
    for (const byte of bytes) {
      const isFeed = byte === 0x0a;
      if (byte === carriageReturn || (isFeed && !this.#afterReturn)) changed.push(...this.#end);
      else if (!isFeed) changed.push(byte);
      this.#afterReturn = byte === carriageReturn;
    }
    return Uint8Array.from(changed);
  }
}
