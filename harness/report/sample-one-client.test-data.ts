import type { FailingDiskCore } from '../../suites/async-append-rejection/counterexample-core.ts';
import type { CorruptFileCore } from '../../suites/corrupt-file-repair/counterexample-core.ts';
import type { IdentityCore } from '../../suites/identity/counterexample-core.ts';
import type { Operation } from '../model/operation.ts';
import type { Told } from '../suite/scenario.ts';
import type { Counterexample } from '../verdict/counterexample.ts';

/** What all of them have. */
function every(): Omit<Counterexample, 'requirement' | 'scenario' | 'operations'> & { operations: Operation[] } {
  return {
    schemaVersion: 2,
    crashworthy: '0.1.0',
    specification: 1,
    target: './json-store.adapter.ts',
    store: 'json-store',
    host: 'simulated',
    seed: 1,
    operations: [{ op: 'create', session: 'a', fields: { x: 'x0' } }],
    expected: 'Session `a` is repaired, or reading it fails with an error.',
    observed: 'Session `a`: read gave no such session, and no error.',
    story: ['The store was opened on an empty directory. Acknowledged: create of a. It was closed.'],
    files: [{ path: 'a.json', kind: 'file', sizeBytes: 0, excerpt: '' }],
    callSite: { api: 'fs.promises.readFile', file: 'src/json-store.ts', line: 17, column: 3, functionName: 'load' },
    confirmations: [{ how: 'fresh-worker', result: 'confirmed' }],
  };
}

/** A counterexample of a damaged file, with every key, changed as asked. */
export function sampleDamage(changes: Partial<Told<CorruptFileCore>> = {}): Told<CorruptFileCore> {
  return {
    ...every(),
    requirement: 'REPAIR-1',
    scenario: 'corrupt-file',
    damage: { file: 'a.json', kind: 'nul-block', at: 3, bytes: 4 },
    ...changes,
  };
}

/** A counterexample of a disk that failed, with every key, changed as asked. */
export function sampleFault(changes: Partial<Told<FailingDiskCore>> = {}): Told<FailingDiskCore> {
  return {
    ...every(),
    requirement: 'APPEND-14',
    scenario: 'failing-disk',
    afterwards: [{ op: 'patch', session: 'a', fields: { y: 'y1' } }],
    closesAtOnce: true,
    afterClose: [{ op: 'flush' }],
    unserialisable: 0,
    fault: { call: 1, code: 'ENOSPC', manner: 'short', bytes: 3, thenFails: true, lasts: 2, primitive: 'write', path: 'a.json' },
    ...changes,
  };
}

/** A counterexample of ids and payloads, with every key, changed as asked. */
export function sampleIdentity(changes: Partial<Told<IdentityCore>> = {}): Told<IdentityCore> {
  return {
    ...every(),
    requirement: 'IDENT-1',
    scenario: 'identity',
    trial: 'ids',
    reopenBefore: [1],
    sessions: ['a:b', 'a_b'],
    looks: 'each',
    beside: { before: 1, operations: [{ op: 'delete', session: 'a' }] },
    ...changes,
  };
}
