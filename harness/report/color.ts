import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta';

/** Puts a style around a text, or returns the text as it is where there is to be no color. */
export type Paint = (style: Style, text: string) => string;

/**
 * Whether to write color to a stream. In this order: `asked` (`--no-color`), `NO_COLOR` (set and not empty: no; no-color.org),
 * `FORCE_COLOR` (`0` or `false`: no, anything else: yes), `TERM=dumb` (no), and else whether the stream is a terminal.
 */
export function wantsColor({ env, isTTY, asked = 'auto' }: ColorFacts): boolean {
  if (asked === 'never') return false;
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return isTTY === true && env.TERM !== 'dumb';
}

export interface ColorFacts {
  env: { readonly [name: string]: string | undefined };
  /** `stream.isTTY`, which is absent on files and pipes. */
  isTTY: boolean | undefined;
  asked?: 'auto' | 'never';
}

export function painter(color: boolean): Paint {
  if (!color) return (_style, text) => text;
  // Newer Nodes ask the standard output whether it takes color; that is decided already, and perhaps for another stream.
  return (style, text) => styleText(style, text, { validateStream: false });
}
