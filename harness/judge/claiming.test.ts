import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCounterexample } from '../verdict/counterexample-file.ts';
import { judge } from './judge.ts';
import { replayCounterexample } from './replay-counterexample.ts';
import { anyCounterexampleShape } from './requirements.ts';

let out: string;
beforeAll(async () => {
  out = await mkdtemp(path.join(tmpdir(), 'claiming-'));
});
afterAll(() => rm(out, { recursive: true }));

const quick = { effort: 'quick', confirmKill: false } as const;

test('a store is judged by the claims that it is given, and its counterexample is replayed by them', async () => {
  const claims = { survives: 'process-kill' };
  const report = await judge('memory', { ...quick, out, only: ['CRASH-1'], claims });
  expect(report.store.claims).toMatchObject({ survives: 'process-kill' });
  const [failed] = report.requirements.filter(({ verdict }) => verdict === 'fail');
  expect(failed).toMatchObject({ id: 'CRASH-1', counterexample: { claims } });
  const file = path.resolve(failed?.counterexampleFile ?? '');
  const counterexample = await readCounterexample(file, anyCounterexampleShape);
  expect((await replayCounterexample(counterexample, { named: file })).result?.reproduced).toBe(true);
});

test('what it claims itself is claimed no more', async () => {
  const report = await judge('defect:no-directory-fsync', {
    ...quick,
    out: false,
    only: ['CRASH-8'],
    claims: { survives: 'process-kill' },
  });
  expect(report.requirements.find(({ id }) => id === 'CRASH-8')).toMatchObject({ verdict: 'not-applicable' });
});

test.each([
  ['memory', { surives: 'nothing' }, 'CW_CLAIMS_KEY'],
  ['memory', { survives: 'everything' }, 'CW_CLAIMS_VALUE'],
  ['memory', { survives: 'nothing', writers: 'many-processes' }, 'CW_CLAIMS_CONTRADICT'],
  ['warm-pool', { survives: 'nothing' }, 'CW_CLAIMS_KEY'],
  ['stdio:python3 store.py', { survives: 'nothing' }, 'CW_CLAIMS_PROGRAM'],
])('%s with %j: %s', async (target, claims, code) => {
  await expect(judge(target, { ...quick, out: false, claims })).rejects.toMatchObject({ code });
});
