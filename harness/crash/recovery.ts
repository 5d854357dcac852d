import { NEW_SESSION } from '../host/follow-up.ts';
import type { Host, Life } from '../host/host.ts';
import type { LifeReport, LifeStep } from '../host/life.ts';
import type { Snapshot } from '../host/snapshot.ts';
import type { CrashPoint, NextLife } from '../verdict/counterexample.ts';
import type { Look, Looks } from './looks.ts';
import { processKillPoints } from './process-kill.ts';
import type { TearDepth } from './tear-depth.ts';

/**
 * What a store made of one crash image. It depends on the image alone, never on the history before, so equal images are recovered once.
 */
export interface Recovery {
  /** Opened, looked, wrote (the write after recovery), closed. */
  readonly first: LifeReport;
  /**
   * Each kind of write as the first thing after the recovery, on a copy of the image: the life that wrote (`first` itself for the plain
   * write), and the one that opened what it left, and looked. As far as the store has the operation.
   */
  readonly writes: readonly WriteAfterRecovery[];
  /**
   * If recovery itself changed the disk: killed right after it looked, opened again and looked. Where recovery changes nothing it
   * would see the same disk and do the same.
   */
  readonly again?: LifeReport;
  /** And killed at every point inside its recovery. */
  readonly crashed: readonly {
    readonly point: CrashPoint;
    readonly snapshot: Snapshot | undefined;
    readonly report: LifeReport;
  }[];
}

export interface WriteAfterRecovery {
  readonly life: LifeReport;
  /** Absent if the writing life could not open. */
  readonly next?: LifeReport;
}

export interface RecoverOptions {
  /** Sessions to read beside those that `list` gives. */
  readonly sessions: readonly string[];
  /** Which life of this disk the recovery is. */
  readonly incarnation: number;
  readonly tears: TearDepth;
  /** When the life before had ended, and when the next one begins; absent: a day after that life began. */
  readonly after?: { readonly nextLife: NextLife; readonly endedMs: number } | undefined;
  readonly looks: Looks;
}

/** Recovers a store from a crash image, writes, and looks again. */
export async function recover<Image>(host: Host<Image>, image: Image, options: RecoverOptions): Promise<Recovery> {
  const { sessions, incarnation } = options;
  const look: LifeStep = { do: 'snapshot', sessions };
  const begin = { incarnation, atMs: beginsAt(options.after) };
  const first = await host.live(image, { steps: [look, { do: 'follow-up', round: 'write' }, { do: 'close' }] }, begin);
  if (!first.report.opened.ok) return { first: first.report, writes: [], crashed: [] };
  const recoveryChanges = changesBeforeFollowUp(first);
  const ownCrashes = recoveryChanges === 0 ? { crashed: [] } : await crashInRecovery(host, first, recoveryChanges, options);
  return { first: first.report, writes: await writesAfter(host, image, first, options), ...ownCrashes };
}

async function writesAfter<Image>(
  host: Host<Image>,
  image: Image,
  first: Life<Image>,
  { sessions, incarnation, after, looks }: RecoverOptions,
): Promise<WriteAfterRecovery[]> {
  const begin = { incarnation, atMs: beginsAt(after) };
  const look: LifeStep = { do: 'snapshot', sessions };
  const lookAgain: Look['look'] = { do: 'snapshot', sessions: [...sessions, NEW_SESSION] };
  const lives = [first];
  for (const round of ['rewrite', 'delete'] as const) {
    if (first.report.capabilities?.methods.includes(round) !== true) continue;
    lives.push(await host.live(image, { steps: [look, { do: 'follow-up', round }, { do: 'close' }] }, begin));
  }
  const writes: WriteAfterRecovery[] = [];
  for (const { report, end, endedMs } of lives) {
    // What is removed for its age was removed, or not, when the first one came.
    const atMs =
      after === undefined || endedMs === undefined
        ? undefined
        : beginsAt({ nextLife: after.nextLife === 'soon' ? 'soon' : 'a-day', endedMs });
    const next = await looks.at(host, end, { look: lookAgain, incarnation: incarnation + 1, atMs });
    writes.push({ life: report, next });
  }
  return writes;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const LATER_MS: { readonly [N in NextLife | 'a-day']: number } = { soon: 5_000, 'a-day': DAY_MS, '40-days': 40 * DAY_MS };

/** From the next full minute on: equal for lives that lasted a little longer or shorter. */
function beginsAt(after: { readonly nextLife: keyof typeof LATER_MS; readonly endedMs: number } | undefined): number | undefined {
  return after && Math.ceil(after.endedMs / MINUTE_MS) * MINUTE_MS + LATER_MS[after.nextLife];
}

/** Whether something was refused in the first life after the crash: a lock may be respected for a time, and then no more. */
export function refuses({ first, writes }: Recovery): boolean {
  return [first, ...writes.map(({ life }) => life)].some(({ opened, closed, stray, snapshots, followUp }) => {
    const problems = [opened, closed].some((outcome) => outcome?.ok === false) || stray !== undefined;
    const read = snapshots.flatMap((snapshot) => [snapshot.listed, ...Object.values(snapshot.read)]);
    return problems || read.some((result) => result !== undefined && 'problem' in result) || (followUp?.problems.length ?? 0) > 0;
  });
}

/** How many changes the recovery made on its own account: while it opened and was read, before the first write. */
function changesBeforeFollowUp<Image>(life: Life<Image>): number {
  return life.changes.filter((change) => change.historyBefore === 0).length;
}

async function crashInRecovery<Image>(
  host: Host<Image>,
  first: Life<Image>,
  recoveryChanges: number,
  { sessions, incarnation, tears, looks }: RecoverOptions,
): Promise<Pick<Recovery, 'again' | 'crashed'>> {
  const look = async (point: CrashPoint) => {
    const { image } = await first.imageAt(point);
    return looks.at(host, image, { look: { do: 'snapshot', sessions }, incarnation: incarnation + 1 });
  };
  const changes = first.changes.slice(0, recoveryChanges);
  const crashed: { point: CrashPoint; snapshot: Snapshot | undefined; report: LifeReport }[] = [];
  for (const point of processKillPoints(changes, { from: 0, tears })) {
    // Before the first change the disk is the crash image itself; after the last it is what `again` looks at.
    if ((point.changes === 0 && point.tornBytes === undefined) || point.changes === recoveryChanges) continue;
    const report = await look(point);
    crashed.push({ point, snapshot: report.snapshots[0], report });
  }
  return { again: await look({ changes: recoveryChanges }), crashed };
}
