import type { ConcurrentPatchCore } from '../../suites/concurrent-patch/counterexample-core.ts';
import type { Operation } from '../model/operation.ts';
import type { Told } from '../suite/scenario.ts';
import type { RequirementReport } from '../verdict/report.ts';
import { sampleRequirement } from './sample-report.test-data.ts';

/** A counterexample of clients that get in each other's way, with every key, changed as asked. */
export function sampleRace(changes: Partial<Told<ConcurrentPatchCore>> = {}): Told<ConcurrentPatchCore> {
  const operations: Operation[] = [{ op: 'create', session: 'a', fields: { x: 'x0' } }];
  return {
    schemaVersion: 2,
    crashworthy: '0.1.0',
    specification: 1,
    requirement: 'PATCH-3',
    target: './json-store.adapter.ts',
    store: 'json-store',
    host: 'simulated',
    seed: 1,
    scenario: 'concurrent-patch',
    operations,
    program: {
      instances: [
        { process: 0, path: 'plain' },
        { process: 0, path: 'symlink' },
      ],
      clients: [
        { instance: 0, operations: [{ op: 'patch', session: 'a', fields: { x: 'x1' } }] },
        {
          instance: 1,
          operations: [
            { op: 'patch', session: 'a', fields: { y: 'y1' } },
            { op: 'read', session: 'a' },
          ],
        },
      ],
    },
    turns: [{ client: 'client-1', steps: 3 }, { client: 'client-2' }, { client: 'client-1' }],
    expected:
      'Some order of the operations on session a, each at a moment between its call and its return, explains what they returned.',
    observed:
      'No order explains the last read through instance 1, which showed {"x":"x1"}: as if client 2\'s patch of {"y":"y1"} had never been.',
    why: 'Let A be the first create of {"x":"x0"}, B client 1\'s patch of {"x":"x1"}, C client 2\'s patch of {"y":"y1"}, and D the last read through instance 1, which showed {"x":"x1"}. B and C overlapped. No order explains all of them: a contradiction.',
    story: [
      '2 instances of one process opened the directory, one of them through a symbolic link.',
      'Client 1: called patch of a, read 10 bytes of a.json. There it was held.',
      'Client 2: called patch of a, read 10 bytes of a.json, wrote 19 bytes to a.json, patch of a came back.',
      'Client 1: wrote 10 bytes to a.json, patch of a came back.',
    ],
    files: [{ path: 'a.json', kind: 'file', sizeBytes: 10, excerpt: '{"x":"x1"}' }],
    callSite: { api: 'fs.promises.writeFile', file: 'src/json-store.ts', line: 42, column: 7, functionName: 'save' },
    confirmations: [{ how: 'fresh-worker', result: 'confirmed' }],
    ...changes,
  };
}

/** A requirement that a race breaks. */
export function sampleRaceRequirement(counterexample: Told<ConcurrentPatchCore> = sampleRace()): RequirementReport {
  return sampleRequirement({
    id: 'PATCH-3',
    suite: 'concurrent-patch',
    title: 'the same through two instances on one directory, and through aliases of its path',
    verdict: 'fail',
    counterexample,
    counterexampleFile: '.crashworthy/json-store-PATCH-3.json',
  });
}
