import { expect, test } from 'vitest';
import { judges } from '../../suites/crash-injection/requirement.ts';
import { CRASH_REQUIREMENTS } from '../../suites/crash-injection/requirements.ts';
import { suites } from '../../suites/index.ts';
import { type Claims, resolveClaims } from '../contract/claims.ts';
import { samplePowerLoss, sampleReport } from '../report/sample-report.test-data.ts';
import type { ProbedRun } from '../suite/probe.ts';
import { PERSISTENCE_MODELS, type PersistenceModelName } from '../verdict/counterexample.ts';
import type { ModelReport, Report, RequirementReport } from '../verdict/report.ts';
import { composeProbe } from './compose-probe.ts';

/** What is not `pass`, by requirement and model, or for a requirement as a whole. */
type Verdicts = { [id: string]: 'not-applicable' | { [M in PersistenceModelName]?: ModelReport['verdict'] } };

/** The report of a run with these verdicts, as `composeReport` makes it. */
function reportWith(verdicts: Verdicts, changes: Partial<Report> = {}): Report {
  const { models = [...PERSISTENCE_MODELS] } = changes;
  const requirements = CRASH_REQUIREMENTS.map((requirement): RequirementReport => {
    const { id, title, severity } = requirement;
    const given = verdicts[id] ?? {};
    const base = { id, title, severity, level: 'A', loss: 'kill', suite: 'crash-injection' } as const;
    if (given === 'not-applicable') return { ...base, verdict: given, reason: 'it does not apply', checked: 0 };
    const judged = models
      .filter((model) => judges(requirement, model))
      .map((model): ModelReport => ({ model, verdict: given[model] ?? 'pass', checked: 100 }));
    const verdict = (['fail', 'not-testable'] as const).find((one) => judged.some((model) => model.verdict === one)) ?? 'pass';
    return {
      ...base,
      verdict,
      checked: 100 * judged.length,
      ...(verdict === 'not-testable' ? { reason: 'interrupted' } : {}),
      ...(verdict === 'fail' ? { counterexample: samplePowerLoss({ requirement: id }), counterexampleFile: `${id}.json` } : {}),
      ...(judged.length > 1 ? { models: judged } : {}),
    };
  });
  const { store } = sampleReport();
  return sampleReport({
    findings: [],
    observations: [],
    models,
    requirements,
    verdict: 'conforms',
    store: { ...store, operations: ['patch', 'append', 'read', 'flush'] },
    ...changes,
  });
}

function probe(
  verdicts: Verdicts,
  changes: Partial<Report> = {},
  { claims, ...run }: Partial<ProbedRun> & { claims?: Claims } = {},
) {
  const declared = resolveClaims(claims ?? { survives: 'process-kill' });
  return composeProbe({ report: reportWith(verdicts, changes), declared, details: {}, ...run }, suites);
}

function outcomes({ guarantees }: ReturnType<typeof probe>, guarantee: string): { [model: string]: string } {
  const some = guarantees.filter((one) => one.guarantee === guarantee);
  return Object.fromEntries(some.map(({ model = 'all', outcome }) => [model, outcome]));
}

const KILLED = { 'CRASH-1': { 'process-kill': 'fail' } } as const;
const everyPowerLoss = (outcome: string) =>
  Object.fromEntries(PERSISTENCE_MODELS.filter((model) => model !== 'process-kill').map((model) => [model, outcome]));

test.each<[what: string, verdicts: Verdicts, survives: Claims['survives'] | undefined]>([
  ['nothing refuted', {}, 'power-loss'],
  ['one model of power loss refuted', { 'CRASH-8': { xfs: 'fail' } }, 'process-kill'],
  ['another requirement refuted under power loss', { 'CRASH-4': { ext4: 'fail' } }, 'process-kill'],
  ['power loss undecided under one', { 'CRASH-13': { posix: 'not-testable' } }, 'process-kill'],
  ['a process kill refuted', KILLED, 'nothing'],
  ['a process kill undecided', { 'CRASH-1': { 'process-kill': 'not-testable' } }, undefined],
  ['a SHOULD that fails', { 'CRASH-7': { 'process-kill': 'fail' } }, 'power-loss'],
])('%s: the strongest claim is to survive %s', (_what, verdicts, survives) => {
  expect(probe(verdicts).strongest?.survives).toBe(survives);
});

test('power loss is told by model, with the counterexample and all requirements that it breaks', () => {
  const result = probe({
    'CRASH-8': { xfs: 'fail', posix: 'fail' },
    'CRASH-13': { posix: 'fail' },
    'CRASH-3': { btrfs: 'not-testable' },
  });
  expect(outcomes(result, 'power-loss')).toEqual({
    ...everyPowerLoss('not-refuted'),
    xfs: 'refuted',
    posix: 'refuted',
    btrfs: 'undecided',
  });
  const posix = result.guarantees.find(({ model, guarantee }) => model === 'posix' && guarantee === 'power-loss');
  expect(posix).toMatchObject({
    requirements: ['CRASH-8', 'CRASH-13'],
    counterexampleFile: 'CRASH-8.json',
    reason: samplePowerLoss().observed,
    checked: 100,
  });
});

test('a process kill that refutes a claim refutes it under every model', () => {
  const result = probe(KILLED);
  expect(outcomes(result, 'process-kill')).toEqual({ all: 'refuted' });
  expect(outcomes(result, 'power-loss')).toEqual(everyPowerLoss('refuted'));
  expect(result.guarantees.find(({ model }) => model === 'ext4')).toMatchObject({
    reason: 'a process kill alone refutes it',
    requirements: ['CRASH-1'],
  });
});

test('a store that is empty after reopening claims nothing, and what contradicts that is left out', () => {
  const nothing = Object.fromEntries(
    CRASH_REQUIREMENTS.filter(({ needs }) => needs !== undefined).map(({ id }) => [id, 'not-applicable' as const]),
  );
  const claims = { survives: 'process-kill', acknowledgedBy: 'flush', writers: 'many-processes' } as const;
  const result = probe(nothing, {}, { claims, notReopened: 'it was empty' });
  expect(outcomes(result, 'process-kill')).toEqual({ all: 'refuted' });
  expect(outcomes(result, 'power-loss')).toEqual(everyPowerLoss('refuted'));
  expect(outcomes(result, 'flush')).toEqual({ 'process-kill': 'refuted', ...everyPowerLoss('refuted') });
  expect(result.guarantees[0]?.reason).toBe('it was empty');
  expect(result.strongest).toEqual(resolveClaims({ survives: 'nothing' }));
  expect(result.notes).toEqual([]);
});

test.each<[what: string, verdicts: Verdicts, operations: string[], expected: object]>([
  ['no flush', { 'CRASH-9': 'not-applicable' }, ['patch', 'read'], { all: 'not-applicable' }],
  ['held', {}, ['append', 'flush'], { 'process-kill': 'not-refuted', ...everyPowerLoss('not-refuted') }],
  [
    'refuted by power loss',
    { 'CRASH-9': { xfs: 'fail' } },
    ['append', 'flush'],
    { 'process-kill': 'not-refuted', ...everyPowerLoss('not-refuted'), xfs: 'refuted' },
  ],
  [
    'refuted by a process kill',
    { 'CRASH-9': { 'process-kill': 'fail', xfs: 'not-testable' } },
    ['append', 'flush'],
    { 'process-kill': 'refuted', ...everyPowerLoss('refuted') },
  ],
])('flush: %s', (_what, verdicts, operations, expected) => {
  const { store } = sampleReport();
  expect(outcomes(probe(verdicts, { store: { ...store, operations } }), 'flush')).toEqual(expected);
});

const TORN: RequirementReport = {
  id: 'TORN-1',
  suite: 'torn-read',
  title: '',
  severity: 'MUST',
  level: 'AA',
  loss: 'reader',
  verdict: 'pass',
  checked: 9,
};

test.each<[torn: Partial<RequirementReport> | undefined, outcome: string]>([
  [undefined, 'not-applicable'],
  [{}, 'not-refuted'],
  [{ verdict: 'fail' }, 'refuted'],
  [{ verdict: 'not-testable' }, 'undecided'],
  [{ verdict: 'not-applicable', reason: 'the store has no list' }, 'not-applicable'],
])('readers, by the suite torn-read %j: %s', (torn, outcome) => {
  const requirements = [...reportWith({}).requirements, ...(torn === undefined ? [] : [{ ...TORN, ...torn }])];
  expect(outcomes(probe({}, { requirements }), 'readers')).toEqual({ all: outcome });
});

test.each<[what: string, verdicts: Verdicts, models: PersistenceModelName[], notes: RegExp[]]>([
  ['all tried, all held', {}, [...PERSISTENCE_MODELS], []],
  ['some tried', {}, ['process-kill', 'ext4'], [/^Power loss was tried under ext4 alone\.$/]],
  [
    'some refuted',
    { 'CRASH-8': { xfs: 'fail' } },
    ['process-kill', 'ext4', 'xfs'],
    [/^Nothing refuted survives: 'power-loss' under ext4; /, /^What was flushed survived under process-kill, ext4, xfs: /],
  ],
  [
    'what claims cannot excuse',
    { 'CRASH-3': { 'process-kill': 'fail' }, 'CRASH-9': { 'process-kill': 'fail' } },
    ['process-kill'],
    [/^Even a store that claims nothing has to keep CRASH-3; this one does not\.$/],
  ],
])('notes: %s', (_what, verdicts, models, notes) => {
  const result = probe(verdicts, { models });
  expect(result.notes).toEqual(notes.map((note) => expect.stringMatching(note)));
});

test('a single model of power loss beside the process kill has its verdicts too', () => {
  const result = probe({ 'CRASH-8': { ext4: 'fail' } }, { models: ['process-kill', 'ext4'] });
  expect(outcomes(result, 'power-loss')).toEqual({ ext4: 'refuted' });
  expect(outcomes(result, 'process-kill')).toEqual({ all: 'not-refuted' });
});
