import { poolKind } from './pool.ts';
import { registryKind } from './registry.ts';
import { servedStoreKind } from './served-store.ts';
import { storeKind } from './store.ts';
import type { SubjectKind } from './subject-kind.ts';

/** Every kind of subject; the last one takes what no other recognises. */
const KINDS: readonly SubjectKind[] = [poolKind, registryKind, servedStoreKind, storeKind];

/** The kind of subject that a module's default export is an adapter of. */
export function kindOf(value: unknown): SubjectKind {
  return KINDS.find((kind) => kind.recognises(value)) ?? storeKind;
}
