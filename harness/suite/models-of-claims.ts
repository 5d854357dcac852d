import type { PersistenceModelName } from '../verdict/counterexample.ts';

/** Claims, as far as power loss is concerned. */
interface SurvivalClaim {
  readonly survives?: unknown;
}

/** The models under which a store with these claims is judged, of those that were asked for. */
export function claimedModels({ survives }: SurvivalClaim, asked: readonly PersistenceModelName[]): PersistenceModelName[] {
  return asked.filter((model) => model === 'process-kill' || survives === 'power-loss');
}

/** The models of power loss that were asked for, where a store promises to survive a process kill and no more. */
export function unclaimedModels({ survives }: SurvivalClaim, asked: readonly PersistenceModelName[]): PersistenceModelName[] {
  return survives === 'process-kill' ? asked.filter((model) => model !== 'process-kill') : [];
}
