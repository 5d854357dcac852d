import { expect, test } from 'vitest';
import { judge } from './judge.ts';

const options = { host: 'process', effort: 'quick', out: false } as const;

test.each([
  ['memory', 'conforms'],
  ['json-file', 'conforms'],
] as const)('%s: %s in real processes', async (target, verdict) => {
  const report = await judge(target, options);
  expect(report).toMatchObject({ host: 'process', verdict });
});

test('a store that truncates in place loses sessions to a real SIGKILL, twice', async () => {
  const report = await judge('defect:truncate-in-place', { ...options, only: ['CRASH-1'] });
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

test('what fails on the simulated disk is tried with a real SIGKILL', async () => {
  const report = await judge('defect:unbounded-temp-files', { effort: 'quick', out: false });
  const confirmed = await judge('defect:torn-tail-append', { effort: 'quick', out: false, only: ['CRASH-4'] });
  const confirmationOf = ({ requirements }: typeof report, id: string) =>
    requirements
      .find((requirement) => requirement.id === id)
      ?.counterexample?.confirmations.find(({ how }) => how === 'process-kill');
  expect(confirmationOf(confirmed, 'CRASH-4')).toMatchObject({ result: 'confirmed' });
  expect(confirmationOf(report, 'CRASH-7')).toMatchObject({ result: 'not-possible' });
});
