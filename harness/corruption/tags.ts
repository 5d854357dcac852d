/**
 * Marks in payloads: ASCII, so that no encoding of JSON changes them, and none a part of another. Where one is found in the bytes of a file, the
 * payload's bytes are there.
 */
const TAG = /k\d+-[a-z]+-k/g;

/** The tag of the n-th payload of an owner, in lower-case letters. */
export function tag(number: number, owner: string): string {
  return `k${number}-${owner}-k`;
}

/** The tag of what a version to come would have written. */
export const FUTURE_TAG = tag(0, 'future');

/** Every tag in a text, each once, in the order of their first appearance. */
export function tagsIn(text: string): string[] {
  return [...new Set(text.match(TAG))];
}

export function tagsInBytes(bytes: Buffer): string[] {
  return tagsIn(bytes.toString('latin1'));
}

/** The text with every tag left out. */
export function withoutTags(text: string): string {
  return text.replaceAll(TAG, '');
}

/** Whose tag it is. */
export function ownerOfTag(text: string): string {
  return text.split('-')[1] ?? '';
}
