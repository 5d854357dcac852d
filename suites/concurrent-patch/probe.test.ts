import { expect, test } from 'vitest';
import { type Claims, resolveClaims } from '../../harness/contract/claims.ts';
import { sampleRace } from '../../harness/report/sample-race.test-data.ts';
import { sampleReport } from '../../harness/report/sample-report.test-data.ts';
import type { Report, RequirementReport } from '../../harness/verdict/report.ts';
import { LEVELS, type Level } from './levels.ts';
import { strongestWriters, writersGuarantees, writersNotes } from './probe.ts';
import { PATCH_REQUIREMENTS } from './requirements.ts';

const INSTANCES = { 'one-instance': [0], 'many-instances': [0, 0], 'many-processes': [0, 1] } as const;

function raceAt(level: Level) {
  const instances = INSTANCES[level].map((process) => ({ process, path: 'plain' as const }));
  return sampleRace({ program: { ...sampleRace().program, instances } });
}

/** What is no pass: at which level a requirement failed, or another verdict. */
type Verdicts = { readonly [id: string]: Level | 'not-applicable' | 'not-testable' | 'harness-error' };

function reportWith(verdicts: Verdicts, claims: Claims = { survives: 'power-loss', writers: 'many-processes' }): Report {
  const requirements = PATCH_REQUIREMENTS.map(({ id, title, severity }): RequirementReport => {
    const base = { id, title, severity, level: 'AA', loss: 'race', suite: 'concurrent-patch', checked: 10 } as const;
    const given = verdicts[id];
    if (given === undefined) return { ...base, verdict: 'pass' };
    if (given === 'not-applicable' || given === 'not-testable' || given === 'harness-error')
      return { ...base, verdict: given, reason: 'a reason' };
    return { ...base, verdict: 'fail', counterexample: raceAt(given), counterexampleFile: `${id}.json` };
  });
  return sampleReport({ requirements, store: { ...sampleReport().store, claims: resolveClaims(claims) } });
}

const EVERYWHERE = { 'one-instance': 400, 'many-instances': 300, 'many-processes': 200 };
const ALL = (verdict: 'not-applicable' | 'not-testable') => Object.fromEntries(PATCH_REQUIREMENTS.map(({ id }) => [id, verdict]));

test.each<[what: string, verdicts: Verdicts, outcomes: string[], strongest: Level | undefined]>([
  ['nothing refuted', {}, ['not-refuted', 'not-refuted', 'not-refuted'], 'many-processes'],
  ['aliases', { 'PATCH-3': 'many-instances' }, ['not-refuted', 'refuted', 'refuted'], 'one-instance'],
  ['processes', { 'PATCH-9': 'many-processes' }, ['not-refuted', 'not-refuted', 'refuted'], 'many-instances'],
  ['one instance', { 'PATCH-1': 'one-instance' }, ['refuted', 'refuted', 'refuted'], undefined],
  ['a failure that turned out to need fewer', { 'PATCH-4': 'one-instance' }, ['refuted', 'refuted', 'refuted'], undefined],
  ['a SHOULD', { 'PATCH-8': 'one-instance' }, ['not-refuted', 'not-refuted', 'not-refuted'], 'many-processes'],
  ['undecided', { 'PATCH-2': 'not-testable' }, ['undecided', 'undecided', 'undecided'], undefined],
  ['not confirmed', { 'PATCH-4': 'harness-error' }, ['undecided', 'undecided', 'undecided'], undefined],
  [
    'one of them does not apply',
    { 'PATCH-11': 'not-applicable' },
    ['not-refuted', 'not-refuted', 'not-refuted'],
    'many-processes',
  ],
  ['none applies', ALL('not-applicable'), ['not-applicable', 'not-applicable', 'not-applicable'], undefined],
])('%s: %j', (_what, verdicts, outcomes, strongest) => {
  const guarantees = writersGuarantees(reportWith(verdicts), EVERYWHERE);
  expect(guarantees.map(({ writers }) => writers)).toEqual(LEVELS);
  expect(guarantees.map(({ outcome }) => outcome)).toEqual(outcomes);
  expect(strongestWriters(guarantees)).toBe(strongest);
});

test('the counterexample stands at the lowest level that it refutes, and what fails besides at its own', () => {
  const guarantees = writersGuarantees(reportWith({ 'PATCH-3': 'many-instances', 'PATCH-6': 'many-instances' }), EVERYWHERE);
  expect(guarantees[1]).toMatchObject({
    requirements: ['PATCH-3', 'PATCH-6'],
    counterexampleFile: 'PATCH-3.json',
    reason: sampleRace().observed,
    checked: 300,
  });
  expect(guarantees[2]).toMatchObject({ reason: 'instances of one process are enough', requirements: ['PATCH-3', 'PATCH-6'] });
  expect(guarantees[2]?.counterexample).toBeUndefined();
  const both = writersGuarantees(reportWith({ 'PATCH-1': 'one-instance', 'PATCH-4': 'many-processes' }), EVERYWHERE);
  expect(both[2]).toMatchObject({ requirements: ['PATCH-4'], counterexampleFile: 'PATCH-4.json' });
});

test('a level that no clients reached is undecided', () => {
  const [, , processes] = writersGuarantees(reportWith({}), { 'one-instance': 400, 'many-instances': 300 });
  expect(processes).toMatchObject({ outcome: 'undecided', reason: 'no clients came that far' });
});

test('what survives nothing is not tried in many processes', () => {
  const guarantees = writersGuarantees(reportWith({}, { survives: 'nothing', writers: 'many-instances' }), EVERYWHERE);
  expect(guarantees.map(({ outcome }) => outcome)).toEqual(['not-refuted', 'not-refuted', 'not-applicable']);
  expect(strongestWriters(guarantees)).toBe('many-instances');
});

test.each<[what: string, verdicts: Verdicts, claims: Claims, survives: Claims['survives'], notes: RegExp[]]>([
  ['nothing to be said', {}, { survives: 'process-kill' }, 'process-kill', []],
  [
    'patches by the caller',
    {},
    { survives: 'process-kill', patch: 'read-modify-write' },
    'process-kill',
    [/^Patches are done by/],
  ],
  [
    'processes, of what survives nothing',
    {},
    { survives: 'process-kill' },
    'nothing',
    [/^Nothing refuted writers: 'many-processes'; it cannot be claimed of a store that survives nothing\.$/],
  ],
  [
    'what the caller may be left to do',
    { 'PATCH-1': 'one-instance' },
    { survives: 'process-kill' },
    'process-kill',
    [/^Only a store whose patches are done by its caller \(patch: 'read-modify-write'\) need not keep PATCH-1\.$/],
  ],
  [
    'what nobody is excused from',
    { 'PATCH-1': 'one-instance', 'PATCH-5': 'one-instance' },
    { survives: 'process-kill' },
    'process-kill',
    [/^Even a store that one instance alone writes has to keep PATCH-1, PATCH-5; this one does not\.$/],
  ],
])('notes: %s', (_what, verdicts, claims, survives, notes) => {
  const writers = writersGuarantees(reportWith(verdicts), EVERYWHERE);
  const found = writersNotes({ declared: resolveClaims(claims), survives, writers });
  expect(found).toEqual(notes.map((note) => expect.stringMatching(note)));
});
