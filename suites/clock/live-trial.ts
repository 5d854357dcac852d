import type { Host, Life } from '../../harness/host/host.ts';
import type { ClockStepOfLife, LifeStep } from '../../harness/host/life.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { type ClockStep, type Reopening, SECOND_MS, type Trial } from './trial.ts';

interface Part {
  readonly first: number;
  readonly operations: readonly Operation[];
  /** Absent of the first life. */
  readonly reopening?: Reopening;
}

/** One life of a trial: its operations are those of the trial from `first` on. */
export interface LivedPart<Image> extends Part {
  readonly steps: readonly LifeStep[];
  readonly life: Life<Image>;
}

/** A trial as it went. There are fewer lives than were meant where one did not end as it should. */
export interface LivedTrial<Image> {
  readonly trial: Trial;
  readonly lives: readonly LivedPart<Image>[];
}

/** Lives a trial, from an empty directory. Where no time is simulated only modification times are what the trial says. */
export async function liveTrial<Image>(
  host: Host<Image>,
  trial: Trial,
  { stacks = false }: { stacks?: boolean } = {},
): Promise<LivedTrial<Image>> {
  const lives: LivedPart<Image>[] = [];
  let image: Image = await host.emptyImage();
  let { zoneMinutes } = trial;
  for (const [incarnation, part] of partsOf(trial).entries()) {
    const endedMs = lives.at(-1)?.life.endedMs;
    const { reopening } = part;
    if (reopening?.timesMs !== undefined) {
      // Where time is real, the moment is only what the distance is counted from.
      const toMs = (endedMs ?? Date.now()) + reopening.timesMs;
      image = await host.retimed(image, Math.floor(toMs / SECOND_MS) * SECOND_MS);
    }
    const steps = stepsOf(trial, part, incarnation === trial.reopenings.length);
    const atMs = reopening === undefined || endedMs === undefined ? undefined : endedMs + reopening.laterMs;
    zoneMinutes = reopening?.zoneMinutes ?? zoneMinutes;
    const life = await host.live(image, { steps }, { incarnation, stacks, atMs, zoneMinutes });
    zoneMinutes = zoneAfter(steps) ?? zoneMinutes;
    lives.push({ ...part, steps, life });
    if (!endedWell(life)) break;
    image = life.end;
  }
  return { trial, lives };
}

/** What a life leaves that ended otherwise, its locks among it, is for other suites to look at. */
function endedWell({ report: { opened, closed, stray, misbehaved } }: Life<unknown>): boolean {
  return opened.ok && closed?.ok !== false && stray === undefined && misbehaved === undefined;
}

function partsOf({ operations, reopenings }: Trial): Part[] {
  const starts = [{ before: 0 }, ...reopenings];
  return starts.map(({ before: first }, index): Part => {
    const reopening = reopenings[index - 1];
    return {
      first,
      operations: operations.slice(first, starts[index + 1]?.before ?? operations.length),
      ...(reopening === undefined ? {} : { reopening }),
    };
  });
}

/** Everything is read when a life begins, after each operation, and after the clock was set. */
function stepsOf({ sessions, apartMs, steps: set }: Trial, { first, operations }: Part, isLast: boolean): LifeStep[] {
  const look: LifeStep = { do: 'snapshot', sessions };
  const stepBefore = (index: number): ClockStep | undefined => set.find(({ before }) => before === first + index);
  const steps: LifeStep[] = [look];
  for (const [index, operation] of operations.entries()) {
    const step = stepBefore(index);
    if (step !== undefined) steps.push(clockStep(step), look);
    else if (index > 0 && apartMs > 0) steps.push({ do: 'step-clock', byMs: apartMs });
    steps.push({ do: 'operations', operations: [operation], goOn: true });
    // Not before the store is at rest, where that is waited for.
    if (operations[index + 1]?.op !== 'rest') steps.push(look);
  }
  const last = isLast ? stepBefore(operations.length) : undefined;
  if (last !== undefined) steps.push(clockStep(last), look);
  return [...steps, { do: 'close' }];
}

function clockStep({ byMs, zoneMinutes }: ClockStep): ClockStepOfLife {
  return { do: 'step-clock', byMs, ...(zoneMinutes === undefined ? {} : { zoneMinutes }) };
}

/** The zone that was set last. */
function zoneAfter(steps: readonly LifeStep[]): number | undefined {
  return steps.flatMap((step) => (step.do === 'step-clock' ? (step.zoneMinutes ?? []) : [])).at(-1);
}
