import type { Finding } from '../verdict/report.ts';
import { REQUIREMENTS } from './suites.ts';

/** The one requirement that is about state which two directories have in common. */
const ABOUT_IT = 'IDENT-7';

/**
 * Where the store's modules keep sessions, each life in this process would see those of the lives before: why all but one of the
 * requirements that apply cannot be judged.
 */
export function notTestableReasons(notApplicable: { readonly [id: string]: string }): { [id: string]: string } {
  const reason = 'the store shares state between directories (CW_SHARED_STATE, see the findings)';
  return Object.fromEntries(
    REQUIREMENTS.flatMap(({ id }) => (id === ABOUT_IT || notApplicable[id] !== undefined ? [] : [[id, reason]])),
  );
}

/** @param shown what the store showed on an empty directory. */
export function leakFinding(store: string, shown: string): Finding {
  return {
    code: 'CW_SHARED_STATE',
    level: 'error',
    message: `${store}: a store on a second directory, in the same process, sees the first one's session: ${shown}. Nothing else could be judged.`,
    hint: 'The store keeps state in a module-level variable. `--host process` gives every life a process of its own.',
  };
}
