import type { JudgeOptions } from '../harness/judge/judge-options.ts';

/** A store of ours that is mutated: an exemplary one, so that whatever a change breaks was right before. */
export interface MutatedStore {
  readonly name: string;
  /** The adapter, relative to the project. */
  readonly adapter: string;
  /** The folders whose modules are changed. */
  readonly folders: readonly string[];
  /** Where it is judged, one after another until a MUST fails; if not on the simulated disk. */
  readonly judged?: readonly Judged[];
}

export interface Judged extends Pick<JudgeOptions, 'host' | 'models' | 'only'> {
  /** What is said of the store itself there: warnings, by their codes, and what is not testable, by its ids. */
  readonly says?: readonly string[];
}

/** What only somebody could tell who sees the changes that a store makes, and on real processes nobody sees those of native code. */
const UNSEEN = [
  'CRASH-1',
  'CRASH-2',
  'CRASH-3',
  'CRASH-4',
  'CRASH-5',
  'CRASH-6',
  'CRASH-7',
  'CRASH-10',
  'CRASH-11',
  'CRASH-12',
  'TORN-1',
  'TORN-2',
  'TORN-3',
  'TORN-4',
  'TORN-5',
  'APPEND-3',
  'APPEND-5',
  'APPEND-6',
  'APPEND-7',
  'APPEND-8',
  'APPEND-9',
  'APPEND-11',
  'APPEND-12',
  'APPEND-13',
  'APPEND-14',
  'APPEND-16',
  'UPG-2',
  'UPG-3',
];

export const STORES: readonly MutatedStore[] = [
  { name: 'json-file', adapter: 'adapters/json-file.ts', folders: ['adapters/json-file', 'adapters/durable-files'] },
  { name: 'jsonl-log', adapter: 'adapters/jsonl-log.ts', folders: ['adapters/jsonl-log', 'adapters/durable-files'] },
  {
    name: 'sqlite',
    adapter: 'adapters/sqlite.ts',
    folders: ['adapters/sqlite'],
    // Its engine is native code: real processes show no power loss, and a mounted disk takes a quarter of an hour for all of it.
    judged: [
      { host: 'process', says: ['CW_CHANGES_UNSEEN', ...UNSEEN] },
      { host: 'mounted', models: ['process-kill', 'posix'], only: ['CRASH-1', 'CRASH-8', 'APPEND-7', 'UPG-2'] },
    ],
  },
];
