import { RECOVERY_INCARNATION } from '../../harness/crash/explore.ts';
import type { Host, ImageEntry } from '../../harness/host/host.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { SESSIONS } from '../../harness/model/workload.ts';
import type { CrashPoint } from '../../harness/verdict/counterexample.ts';
import type { Deviation } from './deviation.ts';

/** Crashes in a row. A store may keep some backups or quarantined tails; what still grows by one file a crash after this many is unbounded. */
const DEBRIS_ROUNDS = 100;
/** Rounds after which a store that leaves nothing more is let go early. */
const FIRST_LOOK_ROUNDS = 4;

export interface DebrisFailure {
  /** What each round does to the session that the first operation made. */
  readonly operations: Operation[];
  /** Changes counted from the invocation of the last operation. */
  readonly point: CrashPoint;
  readonly deviation: Extract<Deviation, { kind: 'debris' }>;
}

/** The workloads whose repetition leaves the sessions as they were, so that every further file is debris. */
export function repeatableWorkloads({ methods }: Capabilities): Operation[][] {
  const session = SESSIONS[0];
  const setUp: Operation[] = methods.includes('create')
    ? [{ op: 'create', session, fields: {} }]
    : methods.includes('append')
      ? [{ op: 'append', session, record: { turn: 0 } }]
      : [{ op: 'patch', session, fields: { turn: 0 } }];
  const repeated: Operation[] = [];
  if (methods.includes('patch')) repeated.push({ op: 'patch', session, fields: { turn: 1 } });
  if (methods.includes('append')) repeated.push({ op: 'append', session, record: { turn: 1 } });
  if (methods.includes('rewrite')) repeated.push({ op: 'rewrite', session, records: [{ turn: 1 }] });
  return repeated.map((operation) => [...setUp, operation]);
}

/** Crashes the last operation at the same point again and again, and counts what is left. */
export async function* debrisFailures<Image>(
  host: Host<Image>,
  operations: readonly Operation[],
): AsyncGenerator<DebrisFailure | 'checked'> {
  const points = await pointsInLastOperation(host, operations);
  for (const point of points) {
    const piled = await crashRepeatedly(host, operations, point);
    yield piled === undefined ? 'checked' : { operations: [...operations], point, deviation: piled.deviation };
  }
}

/** One crash point after another within the last operation, on a disk on which the first has been done. */
async function pointsInLastOperation<Image>(host: Host<Image>, operations: readonly Operation[]): Promise<CrashPoint[]> {
  const prepared = await prepare(host, operations);
  const life = await host.live(prepared, { steps: [{ do: 'operations', operations: operations.slice(-1) }] }, { incarnation: 1 });
  const inOperation = life.changes.filter(({ historyBefore }) => historyBefore === 1).length;
  return Array.from({ length: inOperation + 1 }, (_, changes) => ({ changes }));
}

async function prepare<Image>(host: Host<Image>, operations: readonly Operation[]): Promise<Image> {
  const steps = [{ do: 'operations', operations: operations.slice(0, -1) }, { do: 'close' }] as const;
  return (await host.live(await host.emptyImage(), { steps }, { incarnation: 0 })).end;
}

/** Kills the operation at this point `rounds` times in a row; each round opens the store anew, a day later. */
export async function crashRepeatedly<Image>(
  host: Host<Image>,
  operations: readonly Operation[],
  point: CrashPoint,
  rounds = DEBRIS_ROUNDS,
): Promise<{ deviation: Extract<Deviation, { kind: 'debris' }>; entries: readonly ImageEntry[] } | undefined> {
  let image: Image = await prepare(host, operations);
  const counts: number[] = [(await host.entries(image)).length];
  const last = operations.slice(-1);
  for (let round = 1; round <= rounds; round++) {
    const life = await host.live(
      image,
      { steps: [{ do: 'operations', operations: last }] },
      { incarnation: RECOVERY_INCARNATION + round },
    );
    const before = life.changes.findIndex(({ historyBefore }) => historyBefore >= 1);
    if (before === -1) return undefined;
    image = (await life.imageAt({ ...point, changes: before + point.changes })).image;
    counts.push((await host.entries(image)).length);
    const grown = (counts.at(-1) ?? 0) - (counts[0] ?? 0);
    if (round >= FIRST_LOOK_ROUNDS && grown < round / 2) return undefined;
  }
  // A last recovery may sweep it all; only what is left after it counts.
  const swept = await host.live(image, { steps: [{ do: 'close' }] }, { incarnation: RECOVERY_INCARNATION + rounds + 1 });
  const entries = await host.entries(swept.end);
  const middle = counts[rounds / 2] ?? 0;
  if (entries.length - middle < rounds / 2) return undefined;
  // A store that makes a file for each write, or each day, grows without crashes too: that is no debris.
  const uncrashed = await filesWithoutCrashes(host, operations, rounds);
  if (entries.length - uncrashed < rounds / 2) return undefined;
  const sample = entries.slice(-3).map(({ path }) => path);
  return { deviation: { kind: 'debris', rounds, before: counts[0] ?? 0, after: entries.length, sample }, entries };
}

/** How many files there are after as many rounds that ended with a close. */
async function filesWithoutCrashes<Image>(host: Host<Image>, operations: readonly Operation[], rounds: number): Promise<number> {
  let image: Image = await prepare(host, operations);
  const steps = [{ do: 'operations', operations: operations.slice(-1) }, { do: 'close' }] as const;
  for (let round = 1; round <= rounds; round++) {
    image = (await host.live(image, { steps }, { incarnation: RECOVERY_INCARNATION + round })).end;
  }
  return (await host.entries(image)).length;
}
