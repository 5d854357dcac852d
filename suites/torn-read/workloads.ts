import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { Json } from '../../harness/contract/session-store.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { Effort } from '../../harness/model/effort.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { asPlaceholder, text } from '../../harness/model/text.ts';
import { exhaustiveWorkloads, isWellFormed, PAYLOAD_BYTES, randomWorkloads, SESSIONS } from '../../harness/model/workload.ts';

/** Six of the pieces in which Node reads and writes files. */
const LARGE_BYTES = 3 * 1024 * 1024;
/** From here on a payload counts as one of several MiB. */
const LARGE_FROM_BYTES = 2 * 1024 * 1024;

const CHUNK_BYTES = 512 * 1024;

/** Operations that one writer makes, and the one in whose midst readers come. */
export interface TornWorkload {
  readonly operations: readonly Operation[];
  /** Index of the first operation during which readers are tried; those before it are done by then. */
  readonly focus: number;
}

/** How much is tried at each effort, beside what is tried at every effort. Counts, never times. */
const PLANS: { readonly [E in Effort]: { exhaustiveLength: number; random: { count: number; length: number } } } = {
  quick: { exhaustiveLength: 0, random: { count: 0, length: 0 } },
  default: { exhaustiveLength: 2, random: { count: 6, length: 8 } },
  thorough: { exhaustiveLength: 3, random: { count: 30, length: 12 } },
};

/** All the workloads of an effort, in the order in which they are run. Equal for equal seeds. */
export function tornWorkloads(effort: Effort, capabilities: Capabilities, claims: ResolvedClaims, seed: number): TornWorkload[] {
  const { exhaustiveLength, random } = PLANS[effort];
  const chosen = [...chosenWorkloads(capabilities, effort)];
  const others = [
    ...exhaustiveWorkloads(capabilities, exhaustiveLength),
    ...(random.count === 0 ? [] : randomWorkloads(capabilities, { ...random, seed })),
  ].filter((operations) => sessionOf(operations.at(-1) ?? { op: 'flush' }) !== undefined);
  const known = new Set<string>();
  return [...chosen, ...others]
    .filter((operations) => isWellFormed(operations, capabilities))
    .map((operations) => ended(operations, capabilities, claims))
    .map((operations) => ({ operations, focus: focusOf(operations) }))
    .filter(({ operations }) => known.size < known.add(JSON.stringify(operations)).size);
}

/** How large the largest payload is: within one of the pieces in which Node writes files, of a few, of several MiB. */
export type PayloadClass = 'ordinary' | 'chunked' | 'large';

export function payloadClass(operations: readonly Operation[]): PayloadClass {
  const bytes = Math.max(0, ...operations.map((operation) => largestText(operation as unknown as Json)));
  if (bytes >= LARGE_FROM_BYTES) return 'large';
  return bytes > CHUNK_BYTES ? 'chunked' : 'ordinary';
}

/** Whether a session of the workload holds several MiB. */
export function isLarge(operations: readonly Operation[]): boolean {
  return payloadClass(operations) === 'large';
}

/** The operation during which readers are tried: the last one that writes, or the one that writes several MiB. */
export function focusOf(operations: readonly Operation[]): number {
  const large = operations.findIndex((operation) => isLarge([operation]));
  return large === -1
    ? Math.max(
        0,
        operations.findLastIndex((operation) => sessionOf(operation) !== undefined),
      )
    : large;
}

/** Every kind of write, once as the first of a session and once after others; small, of several pages, of several chunks. */
function* chosenWorkloads({ methods }: Capabilities, effort: Effort): Generator<Operation[]> {
  const has = (op: Operation['op']) => methods.includes(op as never);
  const [session, other] = SESSIONS;
  // Several fields at once: a store that keeps them apart has to bring them together.
  const patch = (turn: number, bytes: number): Operation => ({
    op: 'patch',
    session,
    fields: { [`field${turn % 3}`]: payload(turn, bytes), [`field${(turn + 1) % 3}`]: `p${turn} other`, turn },
  });
  const append = (turn: number, bytes: number): Operation => ({
    op: 'append',
    session,
    record: { turn, text: payload(turn, bytes) },
  });
  const appendAll = (turn: number, bytes: number): Operation => ({
    op: 'appendAll',
    session,
    records: [
      { turn, call: payload(turn, bytes) },
      { turn, result: true },
    ],
  });
  const rewrite = (turn: number, bytes: number): Operation => ({
    op: 'rewrite',
    session,
    records: [
      { compacted: payload(turn, bytes), turn },
      { turn, last: true },
    ],
  });
  const first: Operation[] = has('create') ? [{ op: 'create', session, fields: {} }] : [];
  const base = [
    ...first,
    ...(has('patch') ? [patch(2, PAYLOAD_BYTES.small)] : []),
    ...(has('append') ? [append(2, PAYLOAD_BYTES.small)] : []),
  ];
  const { small, pages, huge } = PAYLOAD_BYTES;
  if (first.length > 0) yield first;
  else yield base.slice(0, 1);
  const created = base.slice(0, Math.max(1, first.length));
  for (const write of [patch, append]) {
    if (!has(write === patch ? 'patch' : 'append')) continue;
    for (const bytes of [small, pages, huge]) yield [...base, write(4, bytes)];
    yield [...created, write(3, pages), write(4, small)];
    yield [...created, write(3, LARGE_BYTES), write(4, small)];
  }
  if (has('appendAll')) for (const bytes of [small, pages]) yield [...base, appendAll(4, bytes)];
  if (has('rewrite')) {
    yield [...base, rewrite(4, pages)];
    if (effort !== 'quick') yield [...base, rewrite(4, LARGE_BYTES)];
  }
  for (const op of ['delete', 'touch'] as const) if (has(op)) yield [...base, { op, session }];
  if (has('create')) yield [...base, { op: 'create', session: other, fields: {} }];
  else yield [...base, { ...(has('patch') ? patch(4, small) : append(4, small)), session: other } as Operation];
}

function payload(turn: number, bytes: number): Json {
  return bytes === PAYLOAD_BYTES.small ? `p${turn} small` : text(`p${turn}`, bytes);
}

/**
 * What is acknowledged by a flush is flushed; and before the operation in focus, and at the end, the store comes to rest: what it holds by
 * then everybody can see, and what it left to the background happens.
 */
function ended(operations: readonly Operation[], { methods }: Capabilities, claims: ResolvedClaims): Operation[] {
  const flushed: Operation[] =
    claims.acknowledgedBy === 'flush' && methods.includes('flush')
      ? operations.flatMap((operation) =>
          sessionOf(operation) === undefined ? [operation] : [operation, { op: 'flush' as const }],
        )
      : [...operations];
  const focus = focusOf(flushed);
  const before = flushed.slice(0, focus).filter(({ op }) => op !== 'rest');
  return [...before, ...(focus === 0 ? [] : [{ op: 'rest' as const }]), ...flushed.slice(focus), { op: 'rest' }];
}

function largestText(value: Json): number {
  const placeholder = asPlaceholder(value);
  if (placeholder !== undefined) return placeholder[1];
  if (typeof value !== 'object' || value === null) return 0;
  return Math.max(0, ...Object.values(value).map(largestText));
}
