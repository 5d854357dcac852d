import type { JudgeOptions } from '../harness/judge/judge-options.ts';

/** A store of ours that is mutated: an exemplary one, so that whatever a change breaks was right before. */
export interface MutatedStore {
  readonly name: string;
  /** The adapter, relative to the project. */
  readonly adapter: string;
  /** The folders whose modules are changed. */
  readonly folders: readonly string[];
  /** Where it is judged, and by which suites, if not on the simulated disk by all. */
  readonly judged?: Pick<JudgeOptions, 'host' | 'only'>;
}

export const STORES: readonly MutatedStore[] = [
  { name: 'json-file', adapter: 'adapters/json-file.ts', folders: ['adapters/json-file', 'adapters/durable-files'] },
  { name: 'jsonl-log', adapter: 'adapters/jsonl-log.ts', folders: ['adapters/jsonl-log', 'adapters/durable-files'] },
  {
    name: 'sqlite',
    adapter: 'adapters/sqlite.ts',
    folders: ['adapters/sqlite'],
    // Its engine is native code: what else there is could not be tested of the store itself either.
    judged: { host: 'process', only: ['concurrent-patch', 'identity'] },
  },
];
