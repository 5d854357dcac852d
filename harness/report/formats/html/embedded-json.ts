import { Markup } from './markup.ts';

const ESCAPED: { readonly [character: string]: string } = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/**
 * A value as JSON that may stand in a `script` element: neither `</script>` nor `<!--` can occur in it, nor a character that ends a line in scripts.
 * `JSON.parse` gives the same value.
 */
export function embeddedJson(value: unknown): Markup {
  return Markup.trusted(JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => ESCAPED[character] ?? character));
}
