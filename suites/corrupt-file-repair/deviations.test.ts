import { describe, expect, test } from 'vitest';
import type { Damage } from '../../harness/corruption/damage.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import {
  caseOf,
  DOCUMENT,
  FIELDS,
  kinds,
  LOG,
  lifeThat,
  ONE,
  RECORDS,
  type Shown,
  snapshotOf,
  THREE,
  TWO,
} from './damage-case.test-data.ts';
import type { DamageCase } from './damage-case.ts';
import { BYSTANDER, DAMAGED } from './workloads.ts';

const file = 'alpha';
const GARBAGE: Damage = { file, kind: 'garbage-line', at: 2 };
const HEADER = { records: [] };

describe('what may not be said of a damaged session', () => {
  test.each<[string, string, Damage, Shown, string[]]>([
    ['an error', 'document', { file, kind: 'empty' }, 'threw', []],
    ['no session', 'document', { file, kind: 'empty' }, null, ['silent']],
    ['no session', 'document', { file, kind: 'other-type', text: 'null' }, null, ['silent']],
    ['an empty one', 'document', { file, kind: 'cut', at: 20 }, { fields: {} }, ['silent']],
    ['an empty one', 'log', { file, kind: 'glued-lines', at: 0 }, HEADER, ['silent']],
    ['what is no state', 'document', { file, kind: 'other-type', text: '42' }, 'wrong-result', ['silent']],
    ['what comes before the damage', 'log', GARBAGE, { records: [ONE] }, ['silent']],
    ['all that is intact', 'log', GARBAGE, RECORDS, []],
    ['all but a torn last line', 'log', { file, kind: 'cut', at: LOG.length - 2 }, { records: [ONE, TWO] }, []],
    ['a log without records, where it may be torn', 'log', { file, kind: 'cut', at: 14 }, HEADER, []],
    ['what another value makes of it', 'document', { file, kind: 'bit-flip', at: 3, bit: 0 }, null, []],
    ['what a broken document makes of it', 'document', { file, kind: 'bit-flip', at: 1, bit: 0 }, null, ['silent']],
    ['nothing, through a link to nowhere', 'document', { file, kind: 'symlink' }, null, []],
    ['nothing, of what cannot be opened', 'document', { file, kind: 'unreadable' }, null, ['silent']],
  ])('%s, of a %s', (_, content, damage, shown, expected) => {
    expect(kinds(caseOf(content === 'log' ? LOG : DOCUMENT, damage, shown))).toEqual(expected);
  });

  test('what a crash could have left is not judged', () => {
    expect(kinds(caseOf(DOCUMENT, { file, kind: 'empty' }, null, { wasSo: true }))).toEqual([]);
  });

  test.each(
    [0, 1, 2, 3].map(
      (line) =>
        LOG.split('\n')
          .slice(0, line + 1)
          .join('\n').length,
    ),
  )('a log that ends within a line is a crash’s doing, whatever is shown of it: %i bytes', (at) => {
    const everything: Shown[] = ['threw', null, HEADER, { records: [TWO] }];
    for (const shown of everything)
      for (const cut of [at, at - 3]) expect(kinds(caseOf(LOG, { file, kind: 'cut', at: cut }, shown))).toEqual([]);
  });

  test('records may be missing where an error was reported', () => {
    const first = lifeThat(snapshotOf({ records: [ONE] }), { reportedErrors: 1 });
    expect(kinds(caseOf(LOG, GARBAGE, { records: [ONE] }, { first }))).toEqual([]);
  });

  test('a special letter must not do what an ordinary one does not', () => {
    const damage: Damage = { file, kind: 'inserted-text', at: LOG.indexOf(TWO) + TWO.length, text: '\u2028' };
    const shown = { records: [ONE, THREE] };
    expect(kinds(caseOf(LOG, damage, shown, { ordinary: lifeThat(snapshotOf(RECORDS)) }))).toEqual(['silent']);
    expect(kinds(caseOf(LOG, damage, shown, { ordinary: lifeThat(snapshotOf(shown)) }))).toEqual([]);
  });

  test('a store that dies of it', () => {
    const first = lifeThat(snapshotOf('threw'), { stray: { kind: 'uncaught', message: 'Error' } });
    expect(kinds(caseOf(DOCUMENT, { file, kind: 'empty' }, 'threw', { first }))).toEqual(['silent']);
  });
});

describe('a store that claims to repair', () => {
  test.each<[string, Damage, Shown, string[]]>([
    ['gives all that is intact', GARBAGE, RECORDS, []],
    ['gives a part', GARBAGE, { records: [ONE, TWO] }, ['not-repaired']],
    ['refuses', GARBAGE, 'threw', ['not-repaired']],
    ['refuses where nothing is intact', { file, kind: 'all-nul' }, 'threw', []],
    ['refuses a newer version', { file, kind: 'unknown-record', at: 1 }, 'threw', []],
    ['gives them in another order', GARBAGE, { records: [TWO, ONE, THREE] }, ['not-repaired']],
    ['keeps lines that changed places', { file, kind: 'swapped-lines', at: 1 }, { records: [TWO, ONE, THREE] }, []],
    ['puts them in order', { file, kind: 'swapped-lines', at: 1 }, RECORDS, []],
  ])('%s', (_, damage, shown, expected) => {
    expect(kinds(caseOf(LOG, damage, shown), 'repair')).toEqual(expected);
  });
});

describe('bytes that could be recovered', () => {
  const append: Operation = { op: 'append', session: DAMAGED, record: 1 };
  const wrote = lifeThat(snapshotOf(RECORDS), {
    operations: [append],
    history: [
      { type: 'invoke', operation: 0 },
      { type: 'acknowledge', operation: 0 },
    ],
  });
  const afterwards = (left: { [path: string]: string }, next: Shown) =>
    caseOf(LOG, GARBAGE, RECORDS, {
      first: wrote,
      next: lifeThat(snapshotOf(next)),
      left: new Map(Object.entries(left).map(([path, text]) => [path, Buffer.from(text)])),
    });

  test('are in the file, in another one, or shown', () => {
    expect(kinds(afterwards({ alpha: LOG }, 'threw'))).toEqual([]);
    expect(kinds(afterwards({ alpha: '', 'alpha.corrupt': LOG }, 'threw'))).toEqual([]);
    expect(kinds(afterwards({ alpha: 'packed' }, RECORDS))).toEqual([]);
  });

  test('are nowhere', () => {
    expect(kinds(afterwards({ alpha: `"${ONE}"\n` }, { records: [ONE] }))).toEqual(['destroyed']);
  });

  test('may be in a file that nobody can look into', () => {
    const left = new Map([['alpha.gz', Buffer.from([31, 139, 8, 255])]]);
    expect(kinds(caseOf(LOG, GARBAGE, RECORDS, { first: wrote, left, next: lifeThat(snapshotOf('threw')) }))).toEqual([]);
  });

  test('what a newer version wrote is there, or was refused', () => {
    const damage: Damage = { file, kind: 'unknown-field', at: 1 };
    const patched = { ...wrote, snapshots: [snapshotOf(FIELDS)] };
    const left = (text: string) => ({ first: patched, left: new Map([[file, Buffer.from(text)]]) });
    expect(kinds(caseOf(DOCUMENT, damage, FIELDS, left(DOCUMENT)))).toEqual(['dropped']);
    expect(kinds(caseOf(DOCUMENT, damage, FIELDS, left(`${DOCUMENT}k0-future-k`)))).toEqual([]);
    const refused = { ...patched, history: [{ type: 'reject', operation: 0, error: 'newer' } as const] };
    expect(kinds(caseOf(DOCUMENT, damage, FIELDS, { ...left(DOCUMENT), first: refused }))).toEqual([]);
  });
});

describe('the rest of the store', () => {
  const looked = (snapshot: ReturnType<typeof snapshotOf>) => {
    const life = lifeThat(snapshot);
    return { first: life, next: life, again: [life] };
  };

  test('a session that can be read is listed', () => {
    const hidden = looked(snapshotOf(RECORDS, undefined, [BYSTANDER]));
    expect(kinds(caseOf(LOG, GARBAGE, RECORDS, hidden))).toContain('views-disagree');
    const unreadable = looked(snapshotOf('threw', undefined, [BYSTANDER]));
    expect(kinds(caseOf(LOG, GARBAGE, 'threw', unreadable))).toEqual([]);
  });

  test('the other session is listed and read', () => {
    expect(kinds(caseOf(LOG, GARBAGE, 'threw', looked(snapshotOf('threw', undefined, 'threw'))))).toEqual(['spread']);
    expect(kinds(caseOf(LOG, GARBAGE, 'threw', looked(snapshotOf('threw', 'threw'))))).toEqual(['spread']);
    expect(kinds(caseOf(LOG, GARBAGE, 'threw', looked(snapshotOf('threw', null))))).toEqual(['spread']);
  });

  test('where shrinking has taken the other session away nobody suffers', () => {
    const spread = caseOf(LOG, GARBAGE, 'threw', looked(snapshotOf('threw', null, 'threw')));
    const alone = spread.undamaged.operations.filter((operation) => sessionOf(operation) !== BYSTANDER);
    expect(kinds(spread)).toEqual(['spread']);
    expect(kinds({ ...spread, undamaged: { ...spread.undamaged, operations: alone } })).toEqual([]);
  });

  test('a journal of a database that does not verify is no data; what is in its place is judged, and so are the others', () => {
    const damage: Damage = { file, kind: 'all-nul' };
    const main = caseOf('SQLite format 3\0', damage, null);
    const asJournal = (damageCase: DamageCase): DamageCase =>
      damageCase.file === undefined ? damageCase : { ...damageCase, file: { ...damageCase.file, isJournal: true } };
    expect(kinds(main)).toEqual(['silent']);
    expect(kinds(asJournal(main))).toEqual([]);
    expect(kinds(asJournal(caseOf('SQLite format 3\0', { file, kind: 'directory' }, null)))).toEqual(['silent']);
    expect(kinds(asJournal({ ...main, ...looked(snapshotOf(null, null)) }))).toEqual(['spread']);
  });

  test('of a file that both are in nothing is asked', () => {
    const own = caseOf(LOG, GARBAGE, 'threw', looked(snapshotOf('threw', 'threw')));
    const shared = own.file === undefined ? own : { ...own, file: { ...own.file, isShared: true } };
    expect(kinds(shared)).toEqual([]);
  });

  test('another opening shows the same', () => {
    expect(kinds(caseOf(LOG, GARBAGE, 'threw', { again: [lifeThat(snapshotOf(null))] }))).toEqual(['unstable']);
    expect(kinds(caseOf(LOG, GARBAGE, 'threw', { filesAgain: [2, 3, 3] }))).toEqual([]);
    expect(kinds(caseOf(LOG, GARBAGE, 'threw', { filesAgain: [2, 3, 4] }))).toEqual(['unstable']);
  });

  test('a file of somebody else is as it was, or under another name', () => {
    const damage: Damage = { kind: 'foreign-file', file: 'gamma', content: 'text' };
    const given = caseOf(LOG, damage, RECORDS);
    const bytes = given.disk.get('gamma') ?? Buffer.alloc(0);
    expect(kinds(given)).toEqual([]);
    expect(kinds({ ...given, left: new Map([['gamma.bad', bytes]]) })).toEqual([]);
    expect(kinds({ ...given, left: new Map([['gamma', Buffer.alloc(0)]]) })).toEqual(['altered']);
    expect(kinds({ ...given, left: new Map() })).toEqual(['altered']);
  });
});
