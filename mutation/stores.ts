import type { JudgeOptions } from '../harness/judge/judge-options.ts';

/** A store of ours that is mutated: an exemplary one, so that whatever a change breaks was right before. */
export interface MutatedStore {
  readonly name: string;
  /** The adapter, relative to the project. */
  readonly adapter: string;
  /** The folders whose modules are changed. */
  readonly folders: readonly string[];
  /** Where it is judged, if not on the simulated disk; and that not all can be tested there of the store itself either. */
  readonly judged?: Pick<JudgeOptions, 'host' | 'allowNotTestable'>;
}

export const STORES: readonly MutatedStore[] = [
  { name: 'json-file', adapter: 'adapters/json-file.ts', folders: ['adapters/json-file', 'adapters/durable-files'] },
  { name: 'jsonl-log', adapter: 'adapters/jsonl-log.ts', folders: ['adapters/jsonl-log', 'adapters/durable-files'] },
  {
    name: 'sqlite',
    adapter: 'adapters/sqlite.ts',
    folders: ['adapters/sqlite'],
    // Its engine is native code.
    judged: { host: 'process', allowNotTestable: true },
  },
];
