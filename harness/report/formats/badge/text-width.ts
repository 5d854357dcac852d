/** How wide a text is in a sans-serif font of 11 pixels, about: what a wide one needs (Verdana, DejaVu Sans). Pixels. */
export function textWidth(text: string): number {
  return [...text].reduce((width, character) => width + (WIDTHS.get(character) ?? OTHER), 0);
}

/** Characters of about the same width, in pixels. */
const BY_WIDTH: readonly (readonly [width: number, characters: string])[] = [
  [3.2, 'ijl|'],
  [4, " ftI.,:;!'()[]/"],
  [4.9, 'rJ-'],
  [5.9, 'szcv"*'],
  [6.5, 'xkyaeLT?'],
  [7, 'bdghnopqu0123456789EFSPXYZ$_'],
  [7.7, 'ABCKRVU'],
  [8.5, 'DGHNOQ<>+=~#'],
  [9.3, 'wM&'],
  [10.8, 'mW@%'],
];

const WIDTHS = new Map(
  BY_WIDTH.flatMap(([width, characters]) => [...characters].map((character) => [character, width] as const)),
);

/** Of any other: as wide as high. */
const OTHER = 11;
