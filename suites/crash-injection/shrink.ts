import type { Json } from '../../harness/contract/session-store.ts';
import { explore } from '../../harness/crash/explore.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { asPlaceholder, text } from '../../harness/model/text.ts';
import { isWellFormed, PAYLOAD_BYTES } from '../../harness/model/workload.ts';
import type { NextLife } from '../../harness/verdict/counterexample.ts';
import { check, type Evidence } from './check.ts';
import type { ShrinkContext } from './shrink-context.ts';
import { leastLoss } from './shrink-loss.ts';

/** More attempts than any workload of ours needs; a bound all the same. */
const MOST_ATTEMPTS = 200;

/**
 * The smallest failure of the same requirement that can be found: first fewer operations, then the earliest crash point, then smaller
 * payloads. Deterministic.
 */
export async function shrink<Image>(evidence: Evidence, context: ShrinkContext<Image>): Promise<Evidence> {
  // A day later is what is usual, and what real processes can be killed for.
  const usual =
    evidence.crashCase.point.nextLife === undefined
      ? undefined
      : await firstFailure(evidence.crashCase.operations, evidence, context, undefined);
  let best = usual ?? evidence;
  const { nextLife } = best.crashCase.point;
  let attempts = 0;
  for (let improved = true; improved && attempts < MOST_ATTEMPTS; ) {
    improved = false;
    for (const candidate of smallerWorkloads(best.crashCase.operations)) {
      if (attempts++ >= MOST_ATTEMPTS || !isWellFormed(candidate, context.capabilities)) continue;
      const found = await firstFailure(candidate, evidence, context, nextLife);
      // Nothing was done and nothing changed: that is no crash, whatever the store shows.
      if (found === undefined || (candidate.length === 0 && found.crashCase.point.changes === 0)) continue;
      best = found;
      improved = true;
      break;
    }
  }
  // The same operations once more: the first failing crash point need not be the one that was met first (random workloads skip some).
  const first = (await firstFailure(best.crashCase.operations, evidence, context, nextLife)) ?? best;
  return leastLoss(first, context);
}

async function firstFailure<Image>(
  operations: readonly Operation[],
  { requirement, crashCase: { model } }: Evidence,
  { host, options }: ShrinkContext<Image>,
  nextLife: NextLife | undefined,
): Promise<Evidence | undefined> {
  for await (const crashCase of explore(host, operations, { ...options, models: [model], fromOperation: 0, nextLife })) {
    const [evidence] = await check(crashCase, [requirement], { host, claims: options.claims });
    if (evidence !== undefined) return evidence;
  }
  return undefined;
}

/** Every workload that is one step smaller: without its last operation, without another, with one payload smaller. */
function* smallerWorkloads(operations: readonly Operation[]): Generator<Operation[]> {
  for (let drop = operations.length - 1; drop >= 0; drop--) yield operations.toSpliced(drop, 1);
  for (const [index, operation] of operations.entries()) {
    for (const smaller of smallerPayloads(operation)) yield operations.with(index, smaller);
  }
}

function* smallerPayloads(operation: Operation): Generator<Operation> {
  for (const bytes of [PAYLOAD_BYTES.small, PAYLOAD_BYTES.pages]) {
    const smaller = mapTexts(operation, bytes);
    if (smaller !== undefined) yield smaller;
  }
}

/** The operation with every text longer than `bytes` cut to that; `undefined` if there is none. */
function mapTexts(operation: Operation, bytes: number): Operation | undefined {
  let changed = false;
  const cut = (value: Json): Json => {
    const placeholder = asPlaceholder(value);
    if (placeholder !== undefined) {
      if (placeholder[1] <= bytes) return value;
      changed = true;
      return text(placeholder[0], bytes);
    }
    if (Array.isArray(value)) return value.map(cut);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cut(item)]));
  };
  const smaller = cut(operation as unknown as Json) as unknown as Operation;
  return changed ? smaller : undefined;
}
