import type { Damage, ForeignFile, PlacedDamage } from './damage.ts';

/** What happened to the file, as a sentence. */
export function describeDamage(damage: Damage): string {
  const { file } = damage;
  switch (damage.kind) {
    case 'empty':
      return `${file} was emptied.`;
    case 'all-nul':
      return `Every byte of ${file} became NUL.`;
    case 'byte-order-mark':
      return `A byte order mark was put in front of ${file}.`;
    case 'crlf':
      return `Every newline of ${file} became CR LF.`;
    case 'glued-tail':
      return `The newlines after the last line but one of ${file}, and after the last, got lost.`;
    case 'directory':
      return `A directory was put in the place of ${file}.`;
    case 'symlink':
      return `A symbolic link that leads nowhere was put in the place of ${file}.`;
    case 'unreadable':
      return `${file} could not be opened any more (EACCES).`;
    case 'nul-block':
      return `${damage.bytes} bytes of ${file} became NUL, from offset ${damage.at}.`;
    case 'bit-flip':
      return `Bit ${damage.bit} of the byte at offset ${damage.at} of ${file} was flipped.`;
    case 'bad-time':
      return `The time at offset ${damage.at} of ${file} became ${damage.becomes}.`;
    case 'other-type':
      return `The content of ${file} became ${damage.text}.`;
    case 'inserted-text':
      return `The character ${codePoint(damage.text)} was put into a text of ${file}, at offset ${damage.at}.`;
    case 'stale-temporary':
      return `A process that is dead now had left the temporary file ${file}, with the first half of ${damage.of}.`;
    case 'copied-file':
      return `The file of another session, ${damage.of}, was copied over ${file}.`;
    case 'untouched':
      return `Nothing happened to ${file}.`;
    case 'foreign-file':
      return `Somebody else put a file of their own there: ${file}, ${foreign(damage)}.`;
    default:
      return placed(damage);
  }
}

function placed({ file, kind, at }: PlacedDamage): string {
  switch (kind) {
    case 'cut':
      return `${file} was cut off after ${at} bytes.`;
    case 'nul-tail':
      return `Everything in ${file} from offset ${at} on became NUL.`;
    case 'garbage-line':
      return `A line of garbage was put in front of line ${at} of ${file} (the first is 0).`;
    case 'non-object-line':
      return `The line 42 was put in front of line ${at} of ${file} (the first is 0).`;
    case 'unknown-record':
      return `A newer version wrote a record of a type that is unheard of, in front of line ${at} of ${file} (the first is 0).`;
    case 'unknown-field':
      return `A newer version wrote a field that is unheard of, at offset ${at} of ${file}.`;
    case 'glued-lines':
      return `The newline after line ${at} of ${file} got lost (the first is 0).`;
    case 'duplicated-line':
      return `Line ${at} of ${file} is there twice (the first is 0).`;
    case 'swapped-lines':
      return `Lines ${at} and ${at + 1} of ${file} changed places (the first is 0).`;
    case 'missing-line':
      return `Line ${at} of ${file} got lost (the first is 0).`;
  }
}

function foreign({ content, session }: ForeignFile): string {
  const what = { text: 'a text', picture: 'a picture', 'other-json': 'JSON of another shape' }[content];
  return session === undefined ? what : `${what}, named as the file of session \`${session}\` would be`;
}

function codePoint(text: string): string {
  return `U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
