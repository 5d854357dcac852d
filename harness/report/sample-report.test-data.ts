import type { CounterexampleCore } from '../../suites/crash-injection/counterexample-core.ts';
import type { ResolvedClaims } from '../contract/claims.ts';
import type { Operation } from '../model/operation.ts';
import type { Told } from '../suite/scenario.ts';
import type { Observation, Report, RequirementReport } from '../verdict/report.ts';

/** A counterexample of a process kill, with every optional key of one and every kind of operation, changed as asked. */
export function sampleCounterexample(changes: Partial<Told<CounterexampleCore>> = {}): Told<CounterexampleCore> {
  return {
    schemaVersion: 2,
    crashworthy: '0.1.0',
    specification: 1,
    requirement: 'CRASH-1',
    target: './json-store.adapter.ts',
    store: 'json-store',
    host: 'simulated',
    model: 'process-kill',
    models: ['process-kill'],
    seed: 1,
    scenario: 'crash',
    operations: everyOperation(),
    crash: { changes: 14, tornBytes: 4096 },
    recoveryCrash: { changes: 2 },
    rounds: 3,
    expected: 'Session a has title "one", because create was acknowledged before the crash.',
    observed: 'Session a cannot be read: Unexpected end of JSON input.',
    story: [
      'The store acknowledged create a; then patch a was called.',
      'The store opened a.json for writing, which made the file empty, and had written 4,096 of 614,426 bytes when the process was killed.',
      'A new process opened the store on what was left, and read a.',
    ],
    files: [
      { path: 'a.json', kind: 'file', sizeBytes: 4096, excerpt: '{"title":"one","body":"p3:p3.0 p3.1' },
      { path: 'locks', kind: 'directory', sizeBytes: 0, excerpt: '' },
    ],
    callSite: { api: 'fs.promises.writeFile', file: 'src/json-store.ts', line: 42, column: 7, functionName: 'save' },
    confirmations: [
      { how: 'fresh-worker', result: 'confirmed' },
      { how: 'process-kill', result: 'not-possible', detail: 'the write is too short to be cut' },
    ],
    ...changes,
  };
}

function everyOperation(): Operation[] {
  return [
    { op: 'create', session: 'a', fields: { title: 'one', tags: ['x', null, 1.5, true], 'odd key': {} } },
    { op: 'patch', session: 'a', fields: { body: { $text: ['p3', 614_400] } } },
    { op: 'append', session: 'a', record: { role: 'user', text: 'hello' } },
    { op: 'rewrite', session: 'a', records: [1, 'two'] },
    { op: 'touch', session: 'a' },
    { op: 'delete', session: 'b c' },
    { op: 'flush' },
    { op: 'rest' },
  ];
}

const SAVE = { file: 'src/json-store.ts', functionName: 'save' } as const;
const WRITE = { ...SAVE, api: 'fs.promises.writeFile', line: 38, column: 9 };
const RENAME = { ...SAVE, api: 'fs.promises.rename', line: 41, column: 3 };

/** A counterexample of a power loss, with an attribution that has every key, changed as asked. */
export function samplePowerLoss(changes: Partial<Told<CounterexampleCore>> = {}): Told<CounterexampleCore> {
  const operations: Operation[] = [{ op: 'create', session: 'a', fields: {} }];
  return {
    ...sampleCounterexample(),
    requirement: 'CRASH-8',
    model: 'xfs',
    models: ['xfs', 'posix'],
    scenario: 'crash',
    operations,
    crash: { changes: 5, syncs: 1, lost: [2, 3] },
    story: ['The store acknowledged create a.', 'Then power was lost.', 'A new process opened the store on what was left.'],
    files: [{ path: 'a.json', kind: 'file', sizeBytes: 0, excerpt: '' }],
    callSite: RENAME,
    attribution: {
      kind: 'missing-fsync-before-rename',
      sentence: 'The rename at src/json-store.ts:41 can reach the disk before the data written at src/json-store.ts:38.',
      first: WRITE,
      second: RENAME,
      fix: {
        calls: [
          { call: 'fsync', of: 'file', when: 'before', site: RENAME },
          { call: 'fsync', of: 'directory', when: 'after', site: RENAME },
        ],
        verifiedUnder: ['ext4', 'xfs', 'btrfs', 'posix'],
        notVerifiedUnder: ['failed-fsync'],
      },
    },
    confirmations: [{ how: 'fresh-worker', result: 'confirmed' }],
    ...changes,
  };
}

/** A requirement that fails under some models in one way, under another in its own, and holds under the rest. */
export function samplePowerLossRequirement(changes: Partial<RequirementReport> = {}): RequirementReport {
  const failed = { verdict: 'fail', checked: 400 } as const;
  return sampleRequirement({
    id: 'CRASH-8',
    title: 'acknowledged operations survive power loss, under each persistence model',
    verdict: 'fail',
    counterexample: samplePowerLoss(),
    counterexampleFile: '.crashworthy/json-store-CRASH-8.json',
    models: [
      { model: 'ext4', verdict: 'pass', checked: 400 },
      { model: 'xfs', ...failed },
      { model: 'btrfs', verdict: 'not-testable', checked: 0 },
      { model: 'posix', ...failed },
      {
        model: 'failed-fsync',
        ...failed,
        counterexample: samplePowerLoss({
          model: 'failed-fsync',
          models: ['failed-fsync'],
          observed: 'Session a is as it was before the patch.',
          crash: { changes: 5, syncs: 2, lost: [2], failedSync: 0 },
        }),
        counterexampleFile: '.crashworthy/json-store-CRASH-8-failed-fsync.json',
      },
    ],
    ...changes,
  });
}

/** Every outcome of an observation. */
export function sampleObservations(): Observation[] {
  const base = { guarantee: 'power-loss', checked: 210 } as const;
  return [
    { ...base, model: 'ext4', outcome: 'not-refuted' },
    {
      ...base,
      model: 'xfs',
      outcome: 'refuted',
      counterexample: samplePowerLoss(),
    },
    { ...base, model: 'posix', outcome: 'refuted' },
    { ...base, model: 'failed-fsync', outcome: 'not-tried', checked: 0 },
  ];
}

/** A requirement's report, a pass unless changed. */
export function sampleRequirement(changes: Partial<RequirementReport> = {}): RequirementReport {
  return {
    id: 'CRASH-2',
    suite: 'crash-injection',
    title: 'an operation that was in flight is either wholly there or wholly absent',
    severity: 'MUST',
    level: 'A',
    loss: 'kill',
    verdict: 'pass',
    checked: 1200,
    ...changes,
  };
}

/** Those of the store that the samples are about. */
export const SAMPLE_CLAIMS: ResolvedClaims = {
  survives: 'process-kill',
  acknowledgedBy: 'call',
  writers: 'one-instance',
  patch: 'native',
  append: 'awaited',
  corruption: 'reject',
};

/** A report in which every verdict and every level of finding occurs, changed as asked. */
export function sampleReport(changes: Partial<Report> = {}): Report {
  return {
    schemaVersion: 2,
    crashworthy: '0.1.0',
    specification: 1,
    store: {
      kind: 'store',
      target: './json-store.adapter.ts',
      name: 'json-store',
      package: { name: '@acme/json-store', version: '1.2.3' },
      claims: SAMPLE_CLAIMS,
      operations: ['create', 'patch', 'read', 'list'],
    },
    host: 'simulated',
    models: ['process-kill', 'ext4', 'xfs', 'posix', 'failed-fsync'],
    effort: 'default',
    seed: 1,
    node: '20',
    platform: 'linux',
    verdict: 'broken',
    level: 'AAA',
    allowNotTestable: false,
    requirements: everyVerdict(),
    observations: sampleObservations(),
    findings: [
      {
        code: 'CW_STORE_EXITED',
        level: 'error',
        message: 'The store called process.exit(1).',
        hint: 'a library leaves that to the program',
      },
      { code: 'CW_SAMPLE', level: 'warning', message: 'The store wrote outside its directory: /tmp/x.' },
    ],
    statistics: {
      'crash-injection': { workloads: 60, images: 48_210, distinctImages: 12_034, recoveries: 24_068 },
      'concurrent-patch': { workloads: 20, schedules: 2_310, interleavings: 1_987 },
      'torn-read': { workloads: 10, readers: 640 },
      'corrupt-file-repair': { workloads: 5, damages: 1_430 },
      'async-append-rejection': { workloads: 5, faults: 560 },
      identity: { workloads: 20, identities: 804 },
    },
    times: { startedAt: '2026-01-02T03:04:05.678Z', durationMs: 2345 },
    ...changes,
  };
}

function everyVerdict(): RequirementReport[] {
  return [
    sampleRequirement({
      id: 'CRASH-1',
      title: 'acknowledged operations survive a process kill at every crash point',
      verdict: 'fail',
      counterexample: sampleCounterexample(),
      counterexampleFile: '.crashworthy/json-store-CRASH-1.json',
    }),
    sampleRequirement(),
    sampleRequirement({
      id: 'CRASH-3',
      title: 'the store opens after every crash',
      verdict: 'not-testable',
      reason: 'no image was made',
    }),
    sampleRequirement({
      id: 'CRASH-4',
      title: 'writes after recovery are kept',
      verdict: 'harness-error',
      reason: 'fs.statfs is not simulated',
    }),
    sampleRequirement({ id: 'CRASH-5', title: 'bystanders are untouched', verdict: 'flaky', reason: 'failed once, passed once' }),
    sampleRequirement({
      id: 'CRASH-6',
      title: 'a crash during recovery is survived',
      verdict: 'expected-fail',
      reason: 'in the baseline',
    }),
    sampleRequirement({
      id: 'CRASH-7',
      title: 'debris stays bounded over repeated crashes',
      severity: 'SHOULD',
      verdict: 'fail',
      counterexample: sampleCounterexample({ requirement: 'CRASH-7', scenario: 'repeated-crashes', crash: { changes: 1 } }),
    }),
    sampleRequirement({
      id: 'CRASH-10',
      title: 'compaction is atomic',
      verdict: 'not-applicable',
      reason: 'the store has no rewrite',
    }),
    sampleRequirement({
      id: 'TORN-1',
      suite: 'torn-read',
      title: 'a reader never finds it missing',
      verdict: 'disabled',
      reason: 'by --skip',
    }),
  ];
}
