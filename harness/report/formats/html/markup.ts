import { printable } from '../../printable.ts';

/** A piece of HTML. All that is in it was written here, or was escaped on its way in: there is no other way to make one. */
export class Markup {
  readonly #html: string;

  private constructor(html: string) {
    this.#html = html;
  }

  /** A template whose texts are escaped, for elements and quoted attributes alike. */
  static of(strings: TemplateStringsArray, parts: readonly Part[]): Markup {
    return new Markup(strings.map((text, index) => `${text}${htmlOf(parts[index])}`).join(''));
  }

  /** Of ours, such as a style sheet: a text that nothing is to be changed about. Nothing of a store's may come here. */
  static trusted(html: string): Markup {
    return new Markup(html);
  }

  toString(): string {
    return this.#html;
  }
}

/** What a template takes: markup as it is, texts and numbers escaped, lists one after the other, and nothing for `undefined`. */
export type Part = Markup | string | number | undefined | readonly Part[];

/** `` markup`<p>${text}</p>` `` */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return Markup.of(strings, parts);
}

function htmlOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.toString();
  if (typeof part === 'object') return part.map(htmlOf).join('');
  return escaped(String(part));
}

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters and those that reorder text are spelled out, so that a text shows what it holds. */
function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
