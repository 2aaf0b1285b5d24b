export interface TerminalKeyActions {
  /** Keys go to the board. */
  readonly typesDirectly: () => boolean;
  readonly hasSelection: () => boolean;
  readonly copy: () => void;
  /** Ctrl+C, for the board. */
  readonly interrupt: () => void;
  readonly find: () => void;
  readonly start: () => void;
  readonly end: () => void;
  readonly scroll: (rows: number) => void;
  readonly rows: () => number;
}

/** Carries out what a key means to the reader. True: the terminal takes it, for the board. */
export function terminalKey(event: KeyboardEvent, actions: TerminalKeyActions): boolean {
  if (event.type !== 'keydown') return actions.typesDirectly();
  const command = commandOf(event, actions);
  if (command !== null) {
    event.preventDefault();
    command();
    return false;
  }
  // Shift+Tab always leads out of the terminal, other keys only while they are not for the board.
  if (event.key === 'Tab' && event.shiftKey) return false;
  return actions.typesDirectly();
}

function commandOf(event: KeyboardEvent, actions: TerminalKeyActions): (() => void) | null {
  const { key } = event;
  if ((event.ctrlKey || event.metaKey) && !event.altKey) {
    const letter = key.toLowerCase();
    if (letter === 'f') return actions.find;
    if (letter === 'c' && (actions.hasSelection() || event.shiftKey)) return actions.copy;
    // Cmd+C only copies: what interrupts is Ctrl+C on every system.
    if (letter === 'c' && event.ctrlKey) return actions.interrupt;
    return null;
  }
  // Keys that are for the board scroll only with Shift.
  if (event.altKey || actions.typesDirectly() !== event.shiftKey) return null;
  switch (key) {
    case 'Home':
      return actions.start;
    case 'End':
      return actions.end;
    case 'PageUp':
      return () => actions.scroll(1 - actions.rows());
    case 'PageDown':
      return () => actions.scroll(actions.rows() - 1);
    case 'ArrowUp':
      return () => actions.scroll(-1);
    case 'ArrowDown':
      return () => actions.scroll(1);
    default:
      return null;
  }
}
