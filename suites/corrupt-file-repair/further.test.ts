import { describe, expect, test } from 'vitest';
import type { Damage } from '../../harness/corruption/damage.ts';
import type { LifeReport } from '../../harness/host/life.ts';
import type { Operation } from '../../harness/model/operation.ts';
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
import type { DamageCase, KilledLife, TriedOperation } from './damage-case.ts';
import { isWorthMore } from './examine-further.ts';
import { haveLongNames, withLongNames, withShortNames } from './long-ids.ts';
import { copiedFiles } from './misplaced-files.ts';

const file = 'alpha';
const HEADER = { records: [] };
const GARBAGE: Damage = { file, kind: 'garbage-line', at: 2 };

function files(left: { readonly [path: string]: string }): Map<string, Buffer> {
  return new Map(Object.entries(left).map(([path, text]) => [path, Buffer.from(text)]));
}

describe('an operation by itself', () => {
  const tried = (
    method: TriedOperation['method'],
    { left, shown = RECORDS, next = null }: { left: { [path: string]: string }; shown?: Shown; next?: Shown },
  ): Pick<DamageCase, 'tried'> => ({
    tried: [{ method, first: lifeThat(snapshotOf(shown)), next: lifeThat(snapshotOf(next)), left: files(left) }],
  });

  test.each(['touch', 'create', 'consume'] as const)('%s must not destroy what could be recovered', (method) => {
    expect(kinds(caseOf(LOG, GARBAGE, 'threw', tried(method, { left: {} })))).toEqual(['destroyed']);
    expect(kinds(caseOf(LOG, GARBAGE, 'threw', tried(method, { left: { alpha: LOG } })))).toEqual([]);
    expect(kinds(caseOf(LOG, GARBAGE, 'threw', tried(method, { left: { 'alpha.corrupt': LOG } })))).toEqual([]);
    expect(kinds(caseOf(LOG, GARBAGE, 'threw', tried(method, { left: {}, next: RECORDS })))).toEqual([]);
  });

  test('rewrite gives up what is shown, and nothing else', () => {
    const damage: Damage = { file, kind: 'unknown-field', at: 1 };
    const all = { left: { alpha: 'new' } };
    expect(kinds(caseOf(LOG, GARBAGE, RECORDS, tried('rewrite', all)))).toEqual([]);
    expect(kinds(caseOf(LOG, damage, RECORDS, tried('rewrite', { ...all, shown: { records: [ONE, THREE] } })))).toEqual([
      'destroyed',
    ]);
    expect(kinds(caseOf(LOG, GARBAGE, 'threw', tried('rewrite', { ...all, shown: 'threw' })))).toEqual(['destroyed']);
    expect(kinds(caseOf(LOG, GARBAGE, 'threw', tried('rewrite', { left: { alpha: LOG }, shown: 'threw' })))).toEqual([]);
  });

  test('a store that dies of it', () => {
    const died = lifeThat(snapshotOf('threw'), { stray: { kind: 'uncaught', message: 'Error' } });
    const more = { tried: [{ method: 'touch', first: died, next: died, left: files({ alpha: LOG }) } as const] };
    expect(kinds(caseOf(LOG, GARBAGE, 'threw', more))).toEqual(['silent']);
  });
});

describe('a kill in the midst of it', () => {
  const killed = (next: Shown, left: { [path: string]: string }, wasLooking = false): { killed: KilledLife[] } => ({
    killed: [{ changes: 1, wasLooking, next: lifeThat(snapshotOf(next)), left: files(left) }],
  });

  test('loses nothing', () => {
    expect(kinds(caseOf(LOG, GARBAGE, RECORDS, killed(RECORDS, {})))).toEqual([]);
    expect(kinds(caseOf(LOG, GARBAGE, RECORDS, killed({ records: [ONE] }, { alpha: ONE })))).toEqual(['destroyed']);
    expect(kinds(caseOf(LOG, GARBAGE, RECORDS, killed({ records: [ONE] }, { 'alpha.corrupt': LOG })))).toEqual([]);
  });

  test('changes nothing of what is shown, if nothing had been written', () => {
    const shown = { records: [ONE, TWO] };
    expect(kinds(caseOf(LOG, GARBAGE, RECORDS, killed(shown, { alpha: LOG }, true)))).toEqual(['unstable']);
    expect(kinds(caseOf(LOG, GARBAGE, RECORDS, killed(shown, { alpha: LOG })))).toEqual([]);
  });
});

test('more is tried where something can be lost that a store could know of', () => {
  expect(isWorthMore(caseOf(LOG, GARBAGE, RECORDS))).toBe(true);
  expect(isWorthMore(caseOf(LOG, { file, kind: 'all-nul' }, 'threw'))).toBe(false);
  expect(isWorthMore(caseOf(LOG, { file, kind: 'unreadable' }, 'threw'))).toBe(false);
  expect(isWorthMore(caseOf(LOG, { file, kind: 'cut', at: LOG.length - 2 }, RECORDS))).toBe(false);
  expect(isWorthMore(caseOf(DOCUMENT, { file, kind: 'bit-flip', at: 3, bit: 0 }, null))).toBe(false);
});

describe('the file of one session under the name of another', () => {
  const damage: Damage = { file, kind: 'copied-file', of: 'beta' };
  const others: Shown = { records: ['k1-beta-k'] };

  test('is not shown as that session, by a store that claims to say what is damaged', () => {
    expect(kinds(caseOf(LOG, damage, others), 'reject')).toEqual(['silent']);
    expect(kinds(caseOf(LOG, damage, others), 'repair')).toEqual(['silent']);
    expect(kinds(caseOf(LOG, damage, 'threw'), 'reject')).toEqual([]);
    // Whoever finds sessions by what is in the files knows of no other.
    expect(kinds(caseOf(LOG, damage, null), 'reject')).toEqual([]);
    expect(kinds(caseOf(LOG, damage, others))).toEqual([]);
  });

  test('is no damage of a file that does not say whose it is', () => {
    const store = (own: string, other: string) => ({
      files: [{ path: 'a.json', bytes: Buffer.from(own), format: 'json', isShared: false } as const],
      others: [{ path: 'b.json', bytes: Buffer.from(other) }],
    });
    expect(copiedFiles(store('{"id":"alpha"}', '{"id":"beta"}'))).toEqual([
      { kind: 'copied-file', file: 'a.json', of: 'b.json' },
    ]);
    expect(copiedFiles(store(`{"a":"${ONE}"}`, '{"a":"k1-beta-k"}'))).toEqual([]);
    expect(copiedFiles(store('{"ids":["alpha","beta"]}', '{"id":"beta"}'))).toEqual([]);
  });
});

describe('a flipped bit that leaves JSON', () => {
  const damage: Damage = { file, kind: 'bit-flip', at: DOCUMENT.indexOf(ONE) + 1, bit: 0 };
  const altered: Shown = { fields: { a: 'k0-alpha-k', b: TWO } };
  const checkable = { isCheckable: true } as const;

  test('is not shown where a checksum tells of it, by a store that claims to say what is damaged', () => {
    expect(kinds(caseOf(DOCUMENT, damage, altered, checkable), 'reject')).toEqual(['silent']);
    expect(kinds(caseOf(DOCUMENT, damage, 'threw', checkable), 'reject')).toEqual([]);
    expect(kinds(caseOf(DOCUMENT, damage, FIELDS, checkable), 'reject')).toEqual([]);
    expect(kinds(caseOf(LOG, damage, { records: [TWO, THREE] }, checkable), 'repair')).not.toContain('silent');
  });

  test('is nobody’s fault where none does, or nothing is claimed', () => {
    expect(kinds(caseOf(DOCUMENT, damage, altered), 'reject')).toEqual([]);
    expect(kinds(caseOf(DOCUMENT, damage, altered, checkable))).toEqual([]);
  });
});

test('a whole file that is put aside like a damaged one', () => {
  const untouched: Damage = { file, kind: 'untouched' };
  const aside = { path: 'alpha.corrupt-1', damagedPath: 'alpha.corrupt-2' };
  expect(kinds(caseOf(LOG, untouched, RECORDS))).toEqual([]);
  expect(kinds(caseOf(LOG, untouched, RECORDS, { aside }))).toEqual(['unstable']);
  expect(kinds(caseOf(LOG, untouched, RECORDS, { aside: { path: 'alpha.corrupt-1' } }))).toEqual(['unstable']);
});

describe('the list of a store whose names of files are hashes', () => {
  const log = (damage: Damage, lives: Pick<DamageCase, 'first' | 'next' | 'again'>): string[] => {
    const given = caseOf(LOG.replace('{"header":1}', '{"header":"alpha"}'), damage, RECORDS, lives);
    const { snapshot, tags, capabilities } = caseOf(LOG, damage, RECORDS).undamaged;
    return kinds({ ...given, undamaged: { ...given.undamaged, snapshot, tags, capabilities } });
  };
  const hidden = (damage: Damage, shown: Shown = RECORDS): string[] => {
    const life = lifeThat(snapshotOf(shown, undefined, ['beta']));
    return log(damage, { first: life, next: life, again: [life] });
  };
  const unstable = (damage: Damage, later: LifeReport, first: LifeReport): string[] =>
    log(damage, { first, next: later, again: [later] });

  test('has the session if a line with its id is whole', () => {
    expect(hidden({ file: 'f00d', kind: 'garbage-line', at: 2 })).toContain('views-disagree');
    expect(hidden({ file: 'f00d', kind: 'missing-line', at: 0 })).toEqual([]);
    expect(hidden({ file: 'alpha', kind: 'missing-line', at: 0 })).toContain('views-disagree');
  });

  test('need not have it where nothing that was stored was recognised', () => {
    expect(hidden({ file: 'f00d', kind: 'garbage-line', at: 2 }, HEADER)).not.toContain('views-disagree');
  });

  test('may have it from the second opening on, where no line told its id before somebody asked for it', () => {
    const later = (file: string) =>
      unstable(
        { file, kind: 'missing-line', at: 0 },
        lifeThat(snapshotOf(RECORDS)),
        lifeThat(snapshotOf(RECORDS, undefined, ['beta'])),
      );
    expect(later('f00d')).toEqual([]);
    expect(later('alpha')).toContain('unstable');
  });
});

describe('long ids', () => {
  const operations: Operation[] = [
    { op: 'create', session: 'alpha', fields: {} },
    { op: 'append', session: 'beta', record: 'k1-alpha-k' },
    { op: 'flush' },
  ];

  test('are those of the sessions, and nothing else', () => {
    const long = withLongNames(operations);
    expect(long.map((one) => ('session' in one ? one.session.length : 0))).toEqual([196, 195, 0]);
    expect(long[1]).toMatchObject({ record: 'k1-alpha-k' });
    expect([haveLongNames(long), haveLongNames(operations)]).toEqual([true, false]);
    expect(withShortNames(long)).toEqual(operations);
  });
});
