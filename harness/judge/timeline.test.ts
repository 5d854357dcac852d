import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SAMPLED, someOf } from '../../suites/some-of.test-data.ts';
import type { Counterexample, Timeline } from '../verdict/counterexample.ts';
import { judge } from './judge.ts';
import { anyCounterexampleShape } from './requirements.ts';

let out: string;
beforeAll(() => {
  out = mkdtempSync(path.join(tmpdir(), 'crashworthy-timeline-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

async function failureOf(target: string, requirement: string): Promise<Counterexample> {
  const report = await judge(target, { effort: 'quick', only: [requirement], confirmKill: false, out });
  const found = report.requirements.find(({ id }) => id === requirement)?.counterexample;
  if (found === undefined) throw new Error(`${target} did not fail ${requirement}`);
  return found;
}

function failurePoint({ points }: Timeline) {
  const failures = points.filter(({ isFailure }) => isFailure === true);
  expect(failures).toHaveLength(1);
  return failures[0];
}

test.each(
  someOf([
    ['a kill', 'defect:truncate-in-place', 'CRASH-1'],
    ['a compaction', 'defect:compaction-in-place', 'CRASH-10'],
    ['a second crash in the recovery', 'defect:recovery-that-destroys', 'CRASH-6'],
    ['a power loss', 'defect:rename-without-fsync', 'CRASH-8'],
    ['a kill, and then a power loss', 'defect:found-name-taken-for-durable', 'CRASH-8'],
    ['a sync that fails', 'defect:ignores-failed-fsync', 'CRASH-8'],
    ['a race', 'defect:truncate-in-place', 'PATCH-2'],
  ]),
)('%s moment by moment ends in what was found: %s fails %s', async (_what, target, requirement) => {
  const counterexample = await failureOf(target, requirement);
  const { timeline, files, observed } = counterexample;
  if (timeline === undefined) throw new Error('it has no timeline');
  const point = failurePoint(timeline);
  expect(point?.files).toEqual(files);
  expect(point?.wrong).toBe(observed);
  expect(timeline.points.length).toBeGreaterThan(1);
  expect(timeline.points.map(({ changes }) => changes)).toEqual(
    timeline.points.map(({ changes }) => changes).sort((a, b) => a - b),
  );
  expect(anyCounterexampleShape(JSON.parse(JSON.stringify(counterexample)), 'it')).toEqual(counterexample);
});

test.skipIf(SAMPLED)('before the failure, and after it, a killed store shows what it should', async () => {
  const { timeline } = await failureOf('defect:truncate-in-place', 'CRASH-1');
  expect(timeline?.points.map(({ wrong }) => wrong !== undefined)).toEqual([false, false, false, true, false]);
  expect(timeline?.points.map(({ recovered }) => recovered?.[0])).toEqual([
    'alpha: no such session',
    'alpha: no such session',
    'alpha: {}',
    'alpha: no such session',
    'alpha: {"field1":"p2 small","turn":2}',
  ]);
  expect(timeline?.points[3]?.event).toMatch(
    /^opening s-alpha\.json for writing, which empties it \(fs\.promises\.writeFile at .*truncate-in-place\.js:\d+\)$/,
  );
});

test('clients of several processes have lanes, and equal runs tell the same', async () => {
  const one = await failureOf('defect:queue-in-one-process', 'PATCH-4');
  // Each takes as long as a race of real threads.
  if (!SAMPLED) expect((await failureOf('defect:queue-in-one-process', 'PATCH-4')).timeline).toEqual(one.timeline);
  const lanes = one.timeline?.lanes ?? [];
  expect(lanes.map(({ client, operations }) => [client, ...operations.map(({ operation }) => operation)])).toEqual([
    ['Client 1', 'patch a { x: "x1" }'],
    ['Client 2', 'patch a { y: "y1" }'],
  ]);
  const [first, second] = lanes.map(({ operations: [operation] }) => operation);
  // The second one is called and comes back while the first is held.
  expect(first?.called).toBeLessThan(second?.called ?? 0);
  expect(second?.returned).toBeLessThan(first?.returned ?? 0);
  expect(lanes.every(({ calls }) => calls.some(({ call }) => call.startsWith('renamed')))).toBe(true);
});
