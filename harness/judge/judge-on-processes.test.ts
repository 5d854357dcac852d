import { isBuiltin } from 'node:module';
import { expect, test } from 'vitest';
import { SAMPLED, someOf } from '../../suites/some-of.test-data.ts';
import { judge } from './judge.ts';

const options = { host: 'process', effort: 'quick', out: false } as const;

test.each(
  someOf([
    ['memory', 'conforms', ['PATCH-7']],
    ['json-file', 'conforms', ['REPAIR-1']],
  ] as const),
)('%s: %s in real processes', async (target, verdict, sample) => {
  // A sound store lives and dies hundreds of times before it has passed what is about crashes and readers: the defects show that sooner.
  const only = SAMPLED ? sample : [];
  const report = await judge(target, { ...options, only });
  expect(report).toMatchObject({ host: 'process', verdict });
});

test('a store that truncates in place loses sessions to a real SIGKILL, twice', async () => {
  const report = await judge('defect:truncate-in-place', { ...options, only: ['CRASH-1'], bail: true });
  expect(report.verdict).toBe('broken');
  const crash1 = report.requirements.find(({ id }) => id === 'CRASH-1');
  expect(crash1).toMatchObject({
    verdict: 'fail',
    counterexample: {
      host: 'process',
      crash: { changes: 3 },
      confirmations: [{ how: 'process-kill', result: 'confirmed' }],
      callSite: { api: 'fs.promises.writeFile' },
    },
  });
});

test('an interrupted run says what it knows', async () => {
  const controller = new AbortController();
  const report = await judge('json-file', { ...options, signal: controller.signal, onProgress: () => controller.abort() });
  expect(report).toMatchObject({ verdict: 'interrupted', store: { name: 'json-file' } });
});

test.skipIf(SAMPLED)('what fails on the simulated disk is tried with a real SIGKILL', async () => {
  const report = await judge('defect:unbounded-temp-files', { effort: 'quick', out: false, only: ['CRASH-7'] });
  const confirmed = await judge('defect:torn-tail-append', { effort: 'quick', out: false, only: ['CRASH-4'] });
  const confirmationOf = ({ requirements }: typeof report, id: string) =>
    requirements
      .find((requirement) => requirement.id === id)
      ?.counterexample?.confirmations.find(({ how }) => how === 'process-kill');
  expect(confirmationOf(confirmed, 'CRASH-4')).toMatchObject({ result: 'confirmed' });
  expect(confirmationOf(report, 'CRASH-7')).toMatchObject({ result: 'not-possible' });
});

test('clients that race in real processes lose an update, and lose it again', async () => {
  const report = await judge('defect:queue-in-one-process', { ...options, only: ['PATCH-4', 'PATCH-5', 'PATCH-8'] });
  expect(verdictsOf(report)).toEqual({
    'PATCH-4': 'fail',
    'PATCH-5': 'not-applicable',
    'PATCH-8': 'not-applicable',
  });
  expect(report.requirements.find(({ id }) => id === 'PATCH-4')?.counterexample).toMatchObject({
    host: 'process',
    scenario: 'concurrent-patch',
    turns: [],
    confirmations: [{ how: 'real-processes', result: 'confirmed' }],
  });
});

test('a race of the simulated disk is tried in real processes; what cannot be is said', async () => {
  const report = await judge('defect:no-queue', { effort: 'quick', out: false, only: ['PATCH-1'] });
  const patch1 = report.requirements.find(({ id }) => id === 'PATCH-1');
  expect(patch1).toMatchObject({
    verdict: 'fail',
    counterexample: {
      host: 'simulated',
      confirmations: [{ how: 'fresh-worker' }, { how: 'real-processes', result: 'confirmed' }],
    },
  });
  if (SAMPLED) return;
  const held = await judge('defect:one-queue-for-all', { effort: 'quick', out: false, only: ['PATCH-8'] });
  expect(held.requirements.find(({ id }) => id === 'PATCH-8')).toMatchObject({
    verdict: 'fail',
    counterexample: { confirmations: [{ how: 'fresh-worker' }, { how: 'real-processes', result: 'not-possible' }] },
  });
});

// The command is tried with it, in harness/cli/main.test.ts.
test.skipIf(SAMPLED)(
  'of a store whose changes nobody sees, what crashes and reads beside would show is not testable; races are',
  async () => {
    const target = 'harness/judge/test-data/shell-writes.adapter.mjs';
    const whole = await judge(target, { ...options, only: ['CRASH-1', 'TORN-1', 'PATCH-7'] });
    expect(verdictsOf(whole)).toEqual({ 'CRASH-1': 'not-testable', 'TORN-1': 'not-testable', 'PATCH-7': 'pass' });
    expect(whole).toMatchObject({ verdict: 'incomplete', findings: [{ code: 'CW_CHANGES_UNSEEN', level: 'warning' }] });
    const races = await judge(target, { ...options, only: ['PATCH-7'] });
    expect(races).toMatchObject({ verdict: 'conforms', findings: [] });
  },
);

test.runIf(isBuiltin('node:sqlite'))('SQLite keeps what several processes write', async () => {
  const report = await judge('sqlite', { ...options, only: ['PATCH-4', 'PATCH-11'] });
  expect(report.verdict).toBe('conforms');
  expect(verdictsOf(report)).toEqual({ 'PATCH-4': 'pass', 'PATCH-11': 'pass' });
});

/** Of those that were asked for. */
function verdictsOf({ requirements }: Awaited<ReturnType<typeof judge>>): { [id: string]: string } {
  return Object.fromEntries(requirements.flatMap(({ id, verdict }) => (verdict === 'disabled' ? [] : [[id, verdict]])));
}
