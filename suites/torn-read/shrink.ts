import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { ReadingHost } from '../../harness/host/reading.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { isWellFormed } from '../../harness/model/workload.ts';
import { checkReading, type TornEvidence } from './check.ts';
import { type ExploreLimits, explore } from './explore.ts';
import { smallerWorkloads } from './smaller-workloads.ts';
import { focusOf } from './workloads.ts';

export interface TornShrinkContext<Image> {
  readonly host: ReadingHost<Image>;
  readonly claims: ResolvedClaims;
  readonly capabilities: Capabilities;
  readonly limits: ExploreLimits;
}

/** A failure with the workload that it is of: the case itself knows only how far that got. */
export interface FoundTornRead {
  readonly evidence: TornEvidence;
  readonly operations: readonly Operation[];
}

const MOST_ATTEMPTS = 60;

/**
 * The smallest failure of the same requirement, with a reader in the same place, that can be found: first fewer operations, then smaller
 * payloads, as long as the schedule gets no longer; and of these the first that readers meet. Deterministic.
 */
export async function shrinkTornRead<Image>(found: FoundTornRead, context: TornShrinkContext<Image>): Promise<FoundTornRead> {
  // A reader takes half a second there, and the workloads that are tried there are short as they are.
  if (!context.host.abilities.has('repeats')) return found;
  let best = found;
  let attempts = 0;
  for (let improved = true; improved && attempts < MOST_ATTEMPTS; ) {
    improved = false;
    for (const candidate of smallerWorkloads(best.operations)) {
      if (attempts++ >= MOST_ATTEMPTS || !isSensible(candidate, context.capabilities)) continue;
      const smaller = await firstFailure(candidate, found.evidence, context);
      if (smaller === undefined || turnsOf(smaller.evidence) > turnsOf(best.evidence)) continue;
      best = smaller;
      improved = true;
      break;
    }
  }
  return best;
}

/** Flushes and rests make sense anywhere. */
function isSensible(operations: readonly Operation[], capabilities: Capabilities): boolean {
  const writes = operations.filter((operation) => sessionOf(operation) !== undefined);
  return writes.length > 0 && isWellFormed(writes, capabilities);
}

function turnsOf({ readingCase: { schedule } }: TornEvidence): number {
  return schedule.reader === 'other-process' ? schedule.advances.length : schedule.turns.length;
}

/** With readers at the last operation, and then at all of them. */
async function firstFailure<Image>(
  operations: readonly Operation[],
  { requirement, readingCase }: TornEvidence,
  { host, claims, limits }: TornShrinkContext<Image>,
): Promise<FoundTornRead | undefined> {
  const readers = [readingCase.schedule.reader];
  for (const focus of new Set([focusOf(operations), 0])) {
    for await (const tried of explore(host, { operations, focus }, { claims, readers, limits })) {
      const [evidence] = checkReading(tried, [requirement], claims);
      if (evidence !== undefined) return { evidence, operations };
    }
  }
  return undefined;
}
