import { type Explanation, explanationsOf } from './explained.ts';
import type { KnownOutcomes } from './known.ts';
import type { Mutant } from './mutant.ts';

/** How many of a store's mutants ended how, of those that were judged. */
export interface Score {
  readonly judged: number;
  /** Of these nothing is known. */
  readonly waiting: number;
  readonly must: number;
  readonly warning: number;
  readonly code: number;
  readonly survived: number;
  /** Of those that no MUST has killed, how many are as right as the store itself. */
  readonly equivalent: number;
  /** Of those, how many are known to be wrong. */
  readonly missed: number;
  /** Killed by a failed MUST, of all that were judged, and of those that are not equivalent: parts of one. */
  readonly ofAll: number;
  readonly ofWrong: number;
  /** The same without those of which a code alone speaks: they do nothing that could be judged. */
  readonly ofJudgeable: number;
  readonly line: string;
  /** How many each suite killed, by a failed MUST. */
  readonly bySuite: ReadonlyMap<string, number>;
}

export function scoreOf(
  store: string,
  mutants: readonly Mutant[],
  known: KnownOutcomes,
  explanations: readonly Explanation[],
): Score {
  const outcomes = mutants.flatMap((mutant) => {
    const outcome = known.of(store, mutant);
    return outcome === undefined ? [] : [{ key: mutant.key, outcome }];
  });
  const count = (kind: string): number => outcomes.filter(({ outcome }) => outcome.split(' ')[0] === kind).length;
  const unkilled = new Set(outcomes.filter(({ outcome }) => !outcome.startsWith('must ')).map(({ key }) => key));
  const explained = explanationsOf(explanations, store).filter(({ key }) => unkilled.has(key));
  const equivalent = explained.filter((one) => one.equivalent !== undefined).length;
  const judged = outcomes.length;
  const must = count('must');
  const bySuite = new Map<string, number>();
  for (const { outcome } of outcomes) {
    const prefix = /^must ([A-Z]+)-/.exec(outcome)?.[1];
    if (prefix !== undefined) bySuite.set(prefix, (bySuite.get(prefix) ?? 0) + 1);
  }
  const [ofAll, ofWrong] = [part(must, judged), part(must, judged - equivalent)];
  const [warning, code, survived] = [count('warning'), count('code'), count('survived')];
  const silent = new Set(outcomes.filter(({ outcome }) => outcome.startsWith('code ')).map(({ key }) => key));
  const right = explained.filter(({ key, equivalent: reason }) => reason !== undefined && !silent.has(key)).length;
  const ofJudgeable = part(must, judged - code - right);
  const line = `${store}: ${judged} of ${mutants.length} mutants judged; ${must} fail a MUST (${percent(ofAll)}; ${percent(ofWrong)} without ${equivalent} equivalent ones; ${percent(ofJudgeable)} of those that also work at all), ${warning} a warning, ${code} a code, ${survived} survive`;
  return {
    judged,
    waiting: mutants.length - judged,
    must,
    warning,
    code,
    survived,
    equivalent,
    missed: explained.length - equivalent,
    ofAll,
    ofWrong,
    ofJudgeable,
    line,
    bySuite,
  };
}

function part(some: number, all: number): number {
  return all === 0 ? 0 : some / all;
}

export function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
