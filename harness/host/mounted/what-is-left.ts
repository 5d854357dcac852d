import type { SessionStore } from '../../contract/session-store.ts';
import type { LifePlan, LifeReport } from '../life.ts';

/** What there is left to do after a life before its process may live another one; `ends`: it may not. */
export type Left = 'nothing' | 'close' | 'ends';

/** @param store that the life opened last. */
export function whatIsLeft(
  { backend, steps }: LifePlan,
  { opened, misbehaved, closed }: LifeReport,
  store: SessionStore | undefined,
): Left {
  const several = backend !== undefined || steps.some((step) => step.do === 'beside' || step.do === 'reopen');
  if (several || !opened.ok || misbehaved !== undefined || store?.close === undefined) return 'ends';
  if (closed === undefined) return 'close';
  return closed.ok ? 'nothing' : 'ends';
}
