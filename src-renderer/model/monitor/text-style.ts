/** How a stretch of text looks. Colours are the parameters that choose them: `31`, `38;5;208`, `48;2;1;2;3`. */
export interface TextStyle {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly strike: boolean;
  readonly foreground: string | null;
  readonly background: string | null;
}

export const plainStyle: TextStyle = {
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  strike: false,
  foreground: null,
  background: null,
};

const switches: Readonly<Record<number, Partial<TextStyle>>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { strike: false },
  39: { foreground: null },
  49: { background: null },
};

/**
 * The style after SGR (Select Graphic Rendition) with these parameters; what is unknown changes nothing.
 * @source ECMA-48, 8.3.117; ITU-T T.416, 13.1.8, for colours of more than 16
 */
export function applySgr(style: TextStyle, parameters: string): TextStyle {
  let next = style;
  const codes = parameters.split(';');
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? '';
    const isExtended = /^[34]8(?::|$)/.test(code);
    if (!isExtended) {
      const simple = Number(code === '' ? 0 : code);
      next = simple === 0 ? plainStyle : { ...next, ...simpleSgr(simple) };
      continue;
    }
    const { colour, used } = extendedColour(code.includes(':') ? code.split(':') : codes.slice(at, at + 5));
    if (colour !== null) next = { ...next, [code.startsWith('3') ? 'foreground' : 'background']: colour };
    if (!code.includes(':')) at += used - 1;
  }
  return next;
}

function simpleSgr(code: number): Partial<TextStyle> {
  if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) return { foreground: String(code) };
  if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) return { background: String(code) };
  return switches[code] ?? {};
}

/** `38 5 n` or `38 2 r g b`; with colons there may be a colour space before red. */
function extendedColour(parts: readonly string[]): { readonly colour: string | null; readonly used: number } {
  const [target = '', kind, ...rest] = parts;
  if (kind === '5') return { colour: withBytes(`${target};5`, rest.slice(0, 1)), used: 3 };
  if (kind !== '2') return { colour: null, used: 2 };
  const channels = rest.length > 3 ? rest.slice(-3) : rest;
  return { colour: channels.length === 3 ? withBytes(`${target};2`, channels) : null, used: 5 };
}

function withBytes(start: string, values: readonly string[]): string | null {
  const isByte = (text: string): boolean => /^\d{1,3}$/.test(text) && Number(text) < 256;
  return values.length > 0 && values.every(isByte) ? [start, ...values].join(';') : null;
}

/** The sequence that sets just this style, whatever was set before. */
export function sgrOf(style: TextStyle): string {
  if (style === plainStyle) return '\u001b[0m';
  const codes = ['0'];
  if (style.bold) codes.push('1');
  if (style.dim) codes.push('2');
  if (style.italic) codes.push('3');
  if (style.underline) codes.push('4');
  if (style.inverse) codes.push('7');
  if (style.strike) codes.push('9');
  if (style.foreground !== null) codes.push(style.foreground);
  if (style.background !== null) codes.push(style.background);
  return `\u001b[${codes.join(';')}m`;
}
