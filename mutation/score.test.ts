import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { explanationsOf, readExplanations, staleExplanations } from './explained.ts';
import { findMutants } from './find-mutants.ts';
import { outcomeOf } from './judge-mutant.ts';
import { KnownOutcomes } from './known.ts';
import type { Mutant, Outcome } from './mutant.ts';
import { renderPage } from './page.ts';
import { scoreOf } from './score.ts';
import { STORES } from './stores.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const store = { name: 's', adapter: 'a.ts', folders: [] };
let place: string;

beforeAll(() => {
  place = mkdtempSync(path.join(tmpdir(), 'mutants-'));
});

afterAll(() => rmSync(place, { recursive: true }));

const mutant = (key: string): Mutant => ({
  file: 'a.ts',
  mutator: 'X',
  line: 1,
  from: 0,
  to: 1,
  original: 'a',
  replacement: 'b',
  key,
});
const mutants = ['one', 'two', 'three', 'four', 'five'].map(mutant);
const outcomes: Outcome[] = [
  { kind: 'must', by: 'CRASH-1' },
  { kind: 'warning', by: 'CRASH-7' },
  { kind: 'code', by: 'CW_ROUND_TRIP' },
  { kind: 'survived' },
];

function known(): KnownOutcomes {
  const file = path.join(place, 'known.json');
  rmSync(file, { force: true });
  const empty = new KnownOutcomes(file);
  for (const [index, outcome] of outcomes.entries()) empty.set('s', mutant(mutants[index]?.key ?? ''), outcome);
  empty.save('s', mutants);
  return new KnownOutcomes(file);
}

test('the score counts what fails a MUST; what is equivalent counts in one of the two figures alone', () => {
  const score = scoreOf('s', mutants, known(), [
    { key: 'four', equivalent: 'the same' },
    { key: 'two', missed: 'no requirement' },
    { key: 'three', told: 'it does nothing' },
  ]);
  expect(score).toMatchObject({
    judged: 4,
    must: 1,
    warning: 1,
    code: 1,
    survived: 1,
    equivalent: 1,
    missed: 2,
    ofAll: 1 / 4,
    ofWrong: 1 / 3,
    ofJudgeable: 1 / 2,
    waiting: 1,
  });
  expect([...score.bySuite]).toEqual([['CRASH', 1]]);
});

test('what is said of one store counts for that one alone', () => {
  const equivalents = ['s', 't'].map((of) => {
    const explanation = { key: 'four', store: of, equivalent: 'the same' };
    return scoreOf('s', mutants, known(), [explanation]).equivalent;
  });
  expect(equivalents).toEqual([1, 0]);
});

test('the page has the figures between its marks, and keeps the rest', () => {
  const page = renderPage(
    'before\n<!-- figures -->\nold\n<!-- end of figures -->\nafter',
    new Map([[store, mutants]]),
    known(),
    [],
  );
  expect(page).toMatch(/^before\n/);
  expect(page).toMatch(/\nafter$/);
  expect(page).not.toContain('old');
  expect(page).toContain('| **fail a MUST, of all** | **25.0 %** |');
});

test('what was judged and is no mutant any more is stale, and so is its explanation', () => {
  expect(known().stale('s', mutants.slice(1))).toEqual(['one']);
  expect(
    staleExplanations(
      [
        { key: 'gone', equivalent: 'it was' },
        { key: 'two', missed: 'yes' },
      ],
      mutants,
    ),
  ).toEqual([{ key: 'gone', equivalent: 'it was' }]);
});

test.each(['{"key":"a"}', '{"key":"a","equivalent":""}', '{"key":"a","equivalent":"b","missed":"c"}', 'no JSON'])(
  '%s is no explanation',
  (line) => {
    const file = path.join(place, 'explanations.jsonl');
    writeFileSync(file, `${line}\n`);
    expect(() => readExplanations(file)).toThrow();
  },
);

test('a MUST counts more than a code, and a code more than a warning', () => {
  const requirement = (id: string, severity: string, verdict: string) => ({ id, severity, verdict }) as never;
  const finding = (code: string, level: string) => ({ code, level }) as never;
  const must = requirement('CRASH-1', 'MUST', 'fail');
  const should = requirement('CRASH-7', 'SHOULD', 'fail');
  const loops = finding('CW_STORE_LOOPS', 'error');
  expect(outcomeOf({ requirements: [should, must], findings: [loops], verdict: 'broken' })).toEqual({
    kind: 'must',
    by: 'CRASH-1',
  });
  expect(outcomeOf({ requirements: [should], findings: [loops], verdict: 'broken' })).toEqual({
    kind: 'code',
    by: 'CW_STORE_LOOPS',
  });
  expect(outcomeOf({ requirements: [should], findings: [], verdict: 'conforms' })).toEqual({ kind: 'warning', by: 'CRASH-7' });
  expect(
    outcomeOf({ requirements: [requirement('CRASH-1', 'MUST', 'not-testable')], findings: [], verdict: 'incomplete' }),
  ).toEqual({
    kind: 'code',
    by: 'CRASH-1 not-testable',
  });
  expect(outcomeOf({ requirements: [], findings: [], verdict: 'conforms' })).toEqual({ kind: 'survived' });
});

test('what is said of the store itself is not said of its mutants', () => {
  const untested = { id: 'CRASH-1', severity: 'MUST', verdict: 'not-testable' } as never;
  const unseen = { code: 'CW_CHANGES_UNSEEN', level: 'warning' } as never;
  const report = { requirements: [untested], findings: [unseen], verdict: 'incomplete' as const };
  expect(outcomeOf(report, { says: ['CW_CHANGES_UNSEEN'], allowNotTestable: true })).toEqual({ kind: 'survived' });
  expect(outcomeOf(report, { allowNotTestable: true })).toEqual({ kind: 'warning', by: 'CW_CHANGES_UNSEEN' });
  expect(outcomeOf(report, { says: ['CW_CHANGES_UNSEEN'] })).toEqual({ kind: 'code', by: 'CRASH-1 not-testable' });
});

test('everything that is explained or known is a mutant of today', async () => {
  const all = new Map<string, Mutant[]>();
  for (const one of STORES) all.set(one.name, await findMutants(root, one));
  const explanations = readExplanations(path.join(root, 'mutation/explanations.jsonl'));
  expect(staleExplanations(explanations, [...all.values()].flat())).toEqual([]);
  const today = new KnownOutcomes(path.join(root, 'mutation/outcomes.json'));
  for (const [name, some] of all) expect(today.stale(name, some), name).toEqual([]);
});

test('what no MUST kills is explained, and what one kills is not called equivalent', async () => {
  const explanations = readExplanations(path.join(root, 'mutation/explanations.jsonl'));
  const today: { [name: string]: { [key: string]: string } } = JSON.parse(
    readFileSync(path.join(root, 'mutation/outcomes.json'), 'utf8'),
  );
  for (const [name, outcomes] of Object.entries(today)) {
    const said = explanationsOf(explanations, name);
    const explained = new Map(said.map((explanation) => [explanation.key, explanation]));
    expect(explained.size).toBe(said.length);
    for (const [key, outcome] of Object.entries(outcomes)) {
      const reason = explained.get(key);
      if (outcome.startsWith('must ')) expect(reason?.equivalent, key).toBe(undefined);
      else expect(reason, key).toBeDefined();
      if (outcome === 'survived') expect(reason?.told, key).toBe(undefined);
    }
  }
});
