import { readFileSync } from 'node:fs';
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

export interface Judged extends Pick<JudgeOptions, 'host' | 'models' | 'only' | 'allowNotTestable'> {
  /** Codes of the warnings that the store itself gets there. */
  readonly says?: readonly string[];
}

/** Requirements that real processes cannot test of native code, and that what is mutated of it can break: the others are up to the engine. */
const MOUNTED: readonly string[] = JSON.parse(
  readFileSync(new URL('../../mutation/on-mounted-disk.json', import.meta.url), 'utf8'),
);

export const STORES: readonly MutatedStore[] = [
  { name: 'json-file', adapter: 'adapters/json-file.ts', folders: ['adapters/json-file', 'adapters/durable-files'] },
  { name: 'jsonl-log', adapter: 'adapters/jsonl-log.ts', folders: ['adapters/jsonl-log', 'adapters/durable-files'] },
  {
    name: 'sqlite',
    adapter: 'adapters/sqlite.ts',
    folders: ['adapters/sqlite'],
    // Its engine is native code: real processes show no power loss, and a mounted disk takes a quarter of an hour for all of it.
    judged: [
      { host: 'process', says: ['CW_CHANGES_UNSEEN'], allowNotTestable: true },
      { host: 'mounted', models: ['process-kill', 'posix'], only: MOUNTED },
    ],
  },
];
