/**
 * Whether the text that begins at `offset` is, or is part of, what an error is made with: `new Error('...')`, `new RangeError(x ? 'a' : 'b')`.
 *
 * @param offset of a string or template literal.
 */
export function isMessage(source: string, offset: number): boolean {
  let depth = 0;
  // Back to the parenthesis that the text is in. Texts before it in the same call are rare, and parentheses in them rarer.
  for (let at = offset - 1; at >= 0; at--) {
    if (source[at] === ')') depth++;
    else if (source[at] === ';' || source[at] === '{') return false;
    else if (source[at] === '(' && depth-- === 0) {
      if (/\bnew \w*(Error|Failure)$/.test(source.slice(Math.max(0, at - 60), at))) return true;
      depth = 0;
    }
  }
  return false;
}
