import type { Json } from '../../harness/contract/session-store.ts';
import type { Host } from '../../harness/host/host.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { asPlaceholder, text } from '../../harness/model/text.ts';
import { isWellFormed, PAYLOAD_BYTES } from '../../harness/model/workload.ts';
import { casesOf, type Endings } from './cases.ts';
import { type AppendEvidence, checkCase } from './check.ts';
import type { Explorer } from './explore.ts';
import type { FaultWorkload } from './fault-workload.ts';
import type { FaultPlan } from './faults.ts';

export interface AppendShrinkContext<Image> {
  readonly host: Host<Image>;
  readonly explorer: Explorer<Image>;
  readonly capabilities: Capabilities;
  readonly plan: FaultPlan;
  readonly endings: Endings;
}

/** Smaller workloads that are looked into, each with all its failures. */
const MOST_ATTEMPTS = 60;

/**
 * The smallest failure of the same requirement that can be found: fewest operations first, then shorter texts; and of these the likeliest
 * failure of the disk. Deterministic.
 */
export async function shrinkFailingDisk<Image>(
  found: AppendEvidence,
  context: AppendShrinkContext<Image>,
): Promise<AppendEvidence> {
  // A life takes long there, and so does one that hangs anywhere; the workloads are short as they are.
  if (found.faultCase.workload.backend !== undefined) return found;
  if (!context.host.abilities.has('repeats') || found.faultCase.report.misbehaved?.kind === 'hung') return found;
  let best = found;
  let attempts = 0;
  for (let improved = true; improved && attempts < MOST_ATTEMPTS; ) {
    improved = false;
    for (const candidate of smallerWorkloads(best.faultCase.workload)) {
      if (attempts >= MOST_ATTEMPTS) break;
      if (!isSensible(candidate, context.capabilities)) continue;
      attempts++;
      const smaller = await firstFailure(candidate, found, context);
      if (smaller === undefined) continue;
      best = smaller;
      improved = true;
      break;
    }
  }
  return best;
}

async function firstFailure<Image>(
  workload: FaultWorkload,
  { requirement }: AppendEvidence,
  { explorer, plan, endings }: AppendShrinkContext<Image>,
): Promise<AppendEvidence | undefined> {
  for await (const { faultCase, unharmed } of casesOf(explorer, workload, plan, endings)) {
    const [evidence] = checkCase(faultCase, [requirement], unharmed);
    if (evidence !== undefined) return evidence;
  }
  return undefined;
}

/** Flushes and rests make sense anywhere; something has to be written. */
function isSensible(
  { operations, repeated = [], afterwards, unserialisable }: FaultWorkload,
  capabilities: Capabilities,
): boolean {
  // Twice: the second round follows on the first.
  const writes = [...operations, ...repeated, ...repeated, ...afterwards].filter(
    (operation) => sessionOf(operation) !== undefined,
  );
  const enough = unserialisable === undefined ? 1 : 2;
  return operations.length > 0 && writes.length >= enough && isWellFormed(writes, capabilities);
}

/** Every workload that is one step smaller: without one of what is done over and over; without one of its operations, the last first, or with the texts of one of them shorter. */
function* smallerWorkloads(workload: FaultWorkload): Generator<FaultWorkload> {
  const { operations, repeated = [], afterwards, afterClose, unawaited, unserialisable } = workload;
  if (repeated.length > 0) {
    const [first] = operations.flatMap((operation) => sessionOf(operation) ?? []);
    const ofFirst = repeated.filter((operation) => sessionOf(operation) === first);
    if (ofFirst.length < repeated.length) yield { ...workload, repeated: ofFirst };
    for (const drop of repeated.keys()) yield { ...workload, repeated: repeated.toSpliced(drop, 1) };
  }
  for (let drop = afterwards.length - 1; drop >= 0; drop--) {
    // The first flush after a value that cannot be serialised may tell of it; only what is missing then is wrong.
    if (unserialisable !== undefined && afterwards[drop]?.op === 'flush') continue;
    yield { ...workload, afterwards: afterwards.toSpliced(drop, 1) };
  }
  if (afterClose.length > 1) {
    for (const drop of afterClose.keys()) yield { ...workload, afterClose: afterClose.toSpliced(drop, 1) };
  }
  for (let drop = operations.length - 1; drop >= 0; drop--) {
    if (drop === unserialisable || (unawaited === true && drop === operations.length - 1)) continue;
    const moved = unserialisable !== undefined && drop < unserialisable ? { unserialisable: unserialisable - 1 } : {};
    yield { ...workload, operations: operations.toSpliced(drop, 1), ...moved };
  }
  for (const [index, operation] of operations.entries()) {
    const shorter = cutTexts(operation as unknown as Json, PAYLOAD_BYTES.small);
    if (shorter !== undefined) yield { ...workload, operations: operations.with(index, shorter as unknown as Operation) };
  }
}

/** The value with every text longer than `bytes` cut to that; `undefined` if there is none. */
function cutTexts(value: Json, bytes: number): Json | undefined {
  const placeholder = asPlaceholder(value);
  if (placeholder !== undefined) return placeholder[1] > bytes ? text(placeholder[0], bytes) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const cut = Object.entries(value).flatMap(([key, item]) => {
    const smaller = cutTexts(item, bytes);
    return smaller === undefined ? [] : [[key, smaller] as const];
  });
  if (cut.length === 0) return undefined;
  return Array.isArray(value)
    ? cut.reduce<Json[]>((items, [key, item]) => items.with(Number(key), item), value)
    : { ...value, ...Object.fromEntries(cut) };
}
