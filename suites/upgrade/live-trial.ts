import type { Host, Life } from '../../harness/host/host.ts';
import type { LifeStep } from '../../harness/host/life.ts';
import type { Snapshot } from '../../harness/host/snapshot.ts';
import { type OperationStatus, statusesOf } from '../../harness/model/history.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { type Chapter, operationsOf, type UpgradeTrial } from './trial.ts';
import { withNumbers } from './version-numbers.ts';

/** One life of a trial, and what it left. */
export interface LivedChapter<Image> {
  readonly chapter: Chapter;
  /** The disk when it began. */
  readonly start: Image;
  readonly life: Life<Image>;
  /** The disk when it ended, or was cut short. */
  readonly end: Image;
  /** What it had been told when it ended, and what had become of that. */
  readonly operations: readonly Operation[];
  readonly statuses: readonly OperationStatus[];
}

export interface LivedTrial<Image> {
  readonly trial: UpgradeTrial;
  /** Those that are read in every look. */
  readonly sessions: readonly string[];
  /** As many as were meant, even where the store did not open any more. */
  readonly chapters: readonly LivedChapter<Image>[];
}

/** Lives a trial, from an empty directory, or from what its first chapters have left in an earlier one. */
export async function liveTrial<Image>(
  host: Host<Image>,
  trial: UpgradeTrial,
  { stacks = false, begun = [] }: { stacks?: boolean; begun?: readonly LivedChapter<Image>[] } = {},
): Promise<LivedTrial<Image>> {
  const sessions = sessionsOf(trial);
  const chapters = [...begun];
  for (const [incarnation, chapter] of trial.chapters.entries()) {
    if (incarnation < begun.length) continue;
    const before = chapters.at(-1)?.end ?? (await host.emptyImage());
    const start = chapter.numbers === undefined ? before : await withNumbers(host, before, chapter.numbers);
    chapters.push(await liveChapter(host, { chapter, start, incarnation, sessions }, { stacks }));
  }
  return { trial, sessions, chapters };
}

/** What a chapter leaves that has been lived, when it is cut short there. */
export async function cutShort<Image>(
  { start, life }: LivedChapter<Image>,
  chapter: Chapter & Required<Pick<Chapter, 'crash'>>,
): Promise<LivedChapter<Image>> {
  const { image, history } = await life.imageAt(chapter.crash.point);
  const { operations } = life.report;
  return { chapter, start, life, end: image, operations, statuses: statusesOf(history, operations.length) };
}

/** The first look of a life, and the last one. */
export function looksOf({ life: { report } }: Pick<LivedChapter<unknown>, 'life'>): { first?: Snapshot; last?: Snapshot } {
  const [first] = report.snapshots;
  const last = report.snapshots.at(-1);
  return { ...(first === undefined ? {} : { first }), ...(last === undefined ? {} : { last }) };
}

interface Begin<Image> {
  readonly chapter: Chapter;
  readonly start: Image;
  readonly incarnation: number;
  readonly sessions: readonly string[];
}

async function liveChapter<Image>(
  host: Host<Image>,
  { chapter, start, incarnation, sessions }: Begin<Image>,
  { stacks }: { stacks: boolean },
): Promise<LivedChapter<Image>> {
  const { version, fault, crash } = chapter;
  const plan = { ...(version === undefined ? {} : { version }), steps: stepsOf(chapter, sessions) };
  const life = await host.live(start, plan, { incarnation, stacks, ...(fault === undefined ? {} : { fault }) });
  const { operations, history } = life.report;
  const lived = { chapter, start, life, end: life.end, operations, statuses: statusesOf(history, operations.length) };
  return crash === undefined ? lived : cutShort(lived, { ...chapter, crash });
}

function stepsOf({ operations, beside }: Chapter, sessions: readonly string[]): LifeStep[] {
  const look: LifeStep = { do: 'snapshot', sessions };
  const told = (some: readonly Operation[]): LifeStep[] =>
    some.length === 0 ? [] : [{ do: 'operations', operations: some, goOn: true }];
  if (beside === undefined) return [look, ...told(operations), ...(operations.length === 0 ? [] : [look]), { do: 'close' }];
  const another: LifeStep = { do: 'another-version', ...beside, sessions };
  return [look, ...told(operations.slice(0, -1)), another, ...told(operations.slice(-1)), look, { do: 'close' }];
}

function sessionsOf(trial: UpgradeTrial): string[] {
  return [...new Set(operationsOf(trial).flatMap((operation) => sessionOf(operation) ?? []))];
}
