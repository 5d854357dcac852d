import type { RegistryOperation } from './operation.ts';

/** What came of one operation. */
export interface RegistryStep {
  readonly operation: RegistryOperation;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly outcome: StepOutcome;
}

/** `killed`: the registry's process died before it had come back. */
export type StepOutcome =
  | { readonly how: 'done'; readonly answer: RegistryAnswer }
  | { readonly how: 'failed'; readonly problem: string }
  | { readonly how: 'killed' };

/** What a session is said to be; `absent` where the registry knows of none. */
export type Said = 'running' | 'stopped' | 'unknown' | 'absent';

/** What the registry said, as plain data; `nothing` where it was not asked. */
export type RegistryAnswer =
  | { readonly is: 'nothing' }
  /** Of every session of the world. */
  | { readonly is: 'statuses'; readonly statuses: { readonly [session: string]: readonly Said[] } }
  | { readonly is: 'stored'; readonly entries: readonly StoredEntry[] }
  | { readonly is: 'granted'; readonly granted: boolean }
  | { readonly is: 'locks'; readonly names: readonly string[] }
  /** How many entries, and how many bytes of files, were left in the end. */
  | { readonly is: 'kept'; readonly entries: number; readonly bytes: number };

export interface StoredEntry {
  readonly id: string;
  readonly pid?: number;
  /** Where an entry has one: what it says that its session is. */
  readonly status?: string;
}
