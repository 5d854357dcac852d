import type { Host, Life } from '../../harness/host/host.ts';
import type { LifeStep } from '../../harness/host/life.ts';
import type { Operation } from '../../harness/model/operation.ts';
import type { Trial } from './trial.ts';

interface Part {
  readonly first: number;
  readonly operations: readonly Operation[];
}

/** One life of a trial: its operations are those of the trial from `first` on. */
export interface LivedPart<Image> extends Part {
  readonly steps: readonly LifeStep[];
  readonly life: Life<Image>;
}

/** A trial as it went. There are fewer lives than were meant where the store did not open any more. */
export interface LivedTrial<Image> {
  readonly trial: Trial;
  readonly lives: readonly LivedPart<Image>[];
}

/** Lives a trial, from an empty directory. */
export async function liveTrial<Image>(
  host: Host<Image>,
  trial: Trial,
  { stacks = false }: { stacks?: boolean } = {},
): Promise<LivedTrial<Image>> {
  const lives: LivedPart<Image>[] = [];
  let image: Image = await host.emptyImage();
  for (const [incarnation, part] of partsOf(trial).entries()) {
    const steps = stepsOf(trial, incarnation, part);
    const life = await host.live(
      image,
      { steps },
      {
        incarnation,
        stacks,
        ...(incarnation === 1 && trial.longestString !== undefined ? { longestString: trial.longestString } : {}),
        ...(host.abilities.has('owns-disk') ? { outside: true } : {}),
      },
    );
    lives.push({ ...part, steps, life });
    // To refuse to open is an answer of a store that finds a session too long.
    if (!life.report.opened.ok && trial.longestString === undefined) break;
    image = life.end;
  }
  return { trial, lives };
}

function partsOf({ operations, reopenBefore }: Trial): Part[] {
  const starts = [0, ...reopenBefore];
  return starts.map((first, index) => ({ first, operations: operations.slice(first, starts[index + 1] ?? operations.length) }));
}

/** A life begins and ends with a look. */
function stepsOf(trial: Trial, incarnation: number, { first, operations }: Part): LifeStep[] {
  const { kind, sessions, looks, beside, fork } = trial;
  const look: LifeStep = { do: 'snapshot', sessions };
  const [session] = sessions;
  if (kind === 'alias' && session !== undefined && incarnation === 0) return [{ do: 'alias', session }, look, { do: 'close' }];
  const steps: LifeStep[] = [look];
  for (const [index, operation] of operations.entries()) {
    if (beside !== undefined && first + index === beside.before) {
      steps.push({ do: 'beside', operations: beside.operations, sessions }, look);
    }
    const [parent, child] = sessions;
    if (fork !== undefined && first + index === fork.before && parent !== undefined && child !== undefined) {
      steps.push({ do: 'fork', session: parent, at: fork.at, id: child });
      // What only a flush acknowledges is not looked for before.
      if (looks === 'each' && operation.op !== 'rest' && operation.op !== 'flush') steps.push(look);
    }
    steps.push({ do: 'operations', operations: [operation], goOn: true });
    // Not before the store is at rest, where that is waited for.
    const next = operations[index + 1];
    if (next === undefined || (looks === 'each' && next.op !== 'rest')) steps.push(look);
  }
  return [...steps, { do: 'close' }];
}
