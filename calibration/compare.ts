import type { PowerLossModel } from '../harness/crash/power-loss/power-loss-model.ts';
import type { FileSystemName } from './file-systems.ts';
import { KNOWN_GAPS } from './known-gaps.ts';
import { legalStates } from './legal-states.ts';
import type { Observation, ObservedProgram } from './observation.ts';
import { stateKey } from './state.ts';

/** What the observations of one program say about a model. */
export interface Comparison {
  readonly observed: ObservedProgram;
  /** How many states the model allows at the program's end. */
  readonly legal: number;
  /** How many of these were seen. */
  readonly seen: number;
  /** What was seen and is not among them: each refutes the model. */
  readonly outside: readonly Observation[];
  /** How many observations are not among them and are explained by a known gap, by its name. */
  readonly inGaps: readonly string[];
  /** Legal states that were not seen, by `stateKey`. */
  readonly unseen: readonly string[];
}

export function compare(fileSystem: FileSystemName, observed: ObservedProgram, model: PowerLossModel): Comparison {
  const { program, observations } = observed;
  const legal = legalStates(program, model);
  const seen = new Set(observations.map(({ state }) => stateKey(state)));
  const unseen = [...legal].filter((state) => !seen.has(state));
  const outside: Observation[] = [];
  const inGaps: string[] = [];
  for (const observation of observations) {
    const state = stateKey(observation.state);
    if (legal.has(state)) continue;
    const gap = KNOWN_GAPS.find(
      ({ fileSystems, variants }) =>
        fileSystems.includes(fileSystem) && variants(program).some((variant) => legalStates(variant, model).has(state)),
    );
    if (gap === undefined) outside.push(observation);
    else inGaps.push(gap.name);
  }
  return { observed, legal: legal.size, seen: legal.size - unseen.length, outside, inGaps, unseen };
}
