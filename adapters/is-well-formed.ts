/** Whether UTF-8 can hold a text. Half a character becomes another one on its way to a server: two ids would be one. */
export function isWellFormed(text: string): boolean {
  return Buffer.from(text).toString() === text;
}
