import { createHash } from 'node:crypto';
import type { Drawn, FastCheck } from './fast-check.ts';

/** Two ids that have to stay apart. */
export type IdPair = readonly [one: string, other: string];

/** What stores do to an id before it becomes a file name or a key. Two ids that it makes one are a pair. */
const SANITISERS: readonly ((id: string) => string)[] = [
  (id) => id.replace(/[^\w.-]/g, '_'),
  (id) => id.replace(/[^\w]/g, '-'),
  (id) => id.replace(/[^\w]+/g, '-').replace(/^-|-$/g, ''),
  (id) => id.replace(/[^\w]/g, ''),
  (id) => id.toLowerCase(),
  (id) => id.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
  (id) => id.normalize('NFC'),
  (id) => id.normalize('NFD'),
  (id) => id.normalize('NFKC'),
  (id) => encodeURIComponent(wellFormed(id)),
  decoded,
  (id) => id.trim(),
  (id) => id.replace(/[. ]+$/, ''),
  (id) => id.replace(/\.[^.]*$/, ''),
  (id) => id.split(/[/\\]/).at(-1) ?? '',
  (id) => id.slice(0, 64),
  (id) => id.slice(0, 128),
  (id) => id.slice(0, 255),
  (id) => createHash('sha256').update(id).digest('hex').slice(0, 8),
  (id) => Buffer.from(id, 'latin1').toString('latin1'),
  wellFormed,
  (id) => id.replace(/\p{Cc}/gu, ''),
  (id) => id.replaceAll('\0', ''),
];

const PIECES = [
  'a',
  'B',
  'x1',
  '_',
  '-',
  '.',
  ':',
  '/',
  ' ',
  '%',
  '%20',
  '%3A',
  '\\',
  '\u00e9',
  'e\u0301',
  '\u00df',
  '\u65e5',
  '\ud83d\ude00',
  '\ud800',
  '\u200b',
  '\t',
  '"',
  "'",
  '@',
  '+',
  '=',
  '.json',
  '.tmp',
];

export interface IdArbitraries {
  readonly id: Drawn<string>;
  /** The second as a sanitiser would leave the first; now and then the same, and of ids that lead anywhere. */
  readonly pair: Drawn<IdPair>;
}

/** Made of what names of files are not made of, and of what is at the end of too long ones. Simpler ones have fewer pieces. */
export function idArbitraries(fc: Pick<FastCheck, 'array' | 'constantFrom' | 'oneof' | 'tuple'>): IdArbitraries {
  const id = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join('')),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(62, 126, 198, 253, 400), fc.constantFrom(...PIECES))
        .map(([length, end]) => 'k'.repeat(length) + end),
    },
  );
  const pair = fc.oneof(
    {
      weight: 1,
      arbitrary: fc.tuple(id, fc.constantFrom(...SANITISERS)).map(([one, sanitise]): IdPair => [one, sanitise(one)]),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(id, id, fc.constantFrom(...SANITISERS))
        .map(([one, mark, sanitise]): IdPair => [one + mark, `${one}${sanitise(mark)}`]),
    },
  );
  return { id, pair };
}

/** Where absolute and climbing paths lead is the matter of other ids, which are chosen with care: not even a sanitiser may make one of these. */
export function staysInside(candidate: string): boolean {
  return [candidate, decoded(candidate)].every((one) => {
    const path = one.replace(/[^./\\~]/g, '');
    return !/^[/\\~]/.test(path) && !(path.includes('..') && /[/\\]/.test(path)) && !one.includes('..');
  });
}

function decoded(candidate: string): string {
  try {
    return decodeURIComponent(candidate);
  } catch {
    return candidate;
  }
}

/** As UTF-8 has it: half a surrogate pair becomes U+FFFD. */
function wellFormed(id: string): string {
  return Buffer.from(id).toString();
}
