import type { ITheme } from '@xterm/xterm';
import type { TerminalInks } from '../../../model/monitor/render-line';

/** Red, green, blue; 0 to 255. */
type Rgb = readonly [number, number, number];
type ReadToken = (token: string) => Rgb;

/** A colour as browsers compute it: `rgb(18, 20, 23)`. */
export function parseRgb(colour: string): Rgb {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [Math.round(red), Math.round(green), Math.round(blue)];
}

/** What the terminal itself draws with: the tokens' colours. */
export function terminalTheme(read: ReadToken): ITheme {
  const colour = (token: string): string =>
    `#${read(token)
      .map((channel) => channel.toString(16).padStart(2, '0'))
      .join('')}`;
  return {
    background: colour('--terminal'),
    foreground: colour('--text'),
    cursor: colour('--ember'),
    cursorAccent: colour('--terminal'),
    selectionBackground: colour('--terminal-selection'),
    selectionForeground: colour('--text'),
    black: colour('--ansi-black'),
    red: colour('--ansi-red'),
    green: colour('--ansi-green'),
    yellow: colour('--ansi-yellow'),
    blue: colour('--ansi-blue'),
    magenta: colour('--ansi-magenta'),
    cyan: colour('--ansi-cyan'),
    white: colour('--ansi-white'),
    brightBlack: colour('--ansi-bright-black'),
    brightRed: colour('--ansi-bright-red'),
    brightGreen: colour('--ansi-bright-green'),
    brightYellow: colour('--ansi-bright-yellow'),
    brightBlue: colour('--ansi-bright-blue'),
    brightMagenta: colour('--ansi-bright-magenta'),
    brightCyan: colour('--ansi-bright-cyan'),
    brightWhite: colour('--ansi-bright-white'),
  };
}

/** What lines are drawn with. Levels take the colours that ESP-IDF gives them. @source ESP-IDF, esp_log_color.h */
export function terminalInks(read: ReadToken): TerminalInks {
  const over = (token: string): string => `38;2;${read(token).join(';')}`;
  const under = (token: string): string => `48;2;${read(token).join(';')}`;
  return {
    text: over('--text'),
    faint: over('--faint'),
    sent: over('--info'),
    mark: over('--faint'),
    levels: { E: '31', W: '33', I: '32', D: over('--muted'), V: over('--faint') },
    highlights: {
      yellow: under('--highlight-yellow'),
      green: under('--highlight-green'),
      blue: under('--highlight-blue'),
      magenta: under('--highlight-magenta'),
      red: under('--highlight-red'),
    },
    match: under('--match'),
    currentMatch: under('--match-current'),
  };
}
