import { describeProblem } from '../../harness/host/problem.ts';
import type { ScriptLife } from '../../harness/host/script.ts';
import type { RegistryOperation } from '../../harness/model/registry/operation.ts';
import type { RegistryStep } from '../../harness/model/registry/step.ts';
import { type RegistryWorld, startOfWorld, worldAfter } from '../../harness/model/registry/world.ts';
import type { RegistrySubject } from '../../harness/suite/registry-subject.ts';
import { type PlayedLife, playLife } from './play-life.ts';

const A_DAY_MS = 24 * 3_600_000;

/** All lives of one run, as one sequence of steps. */
export interface Played<Image> {
  readonly startMs: number;
  readonly steps: readonly RegistryStep[];
  readonly lives: readonly ScriptLife<Image, PlayedLife>[];
  /** The disk as the last life found it and left it. */
  readonly end: Image;
}

/** Plays operations from an empty disk on, life after life. */
export async function play<Image>(
  { host, adapter }: Pick<RegistrySubject<Image>, 'host' | 'adapter'>,
  operations: readonly RegistryOperation[],
  { stacks = false }: { stacks?: boolean } = {},
): Promise<Played<Image>> {
  let start: Image = await host.emptyImage();
  let world: RegistryWorld | undefined;
  let startMs = 0;
  const steps: RegistryStep[] = [];
  const lives: ScriptLife<Image, PlayedLife>[] = [];
  let kill: { fromMs: number; operation: RegistryOperation } | undefined;
  for (const [incarnation, part] of livesOf(operations).entries()) {
    const before = world;
    const life = await playLife<Image>({
      host,
      adapter,
      start,
      world: (nowMs) => before ?? startOfWorld(nowMs),
      operations: part.operations,
      incarnation,
      atMs: kill === undefined ? undefined : kill.fromMs + A_DAY_MS,
      stacks,
    });
    lives.push(life);
    const { opened, bornMs, steps: lived } = life.value;
    if (incarnation === 0) startMs = bornMs;
    if (kill !== undefined) steps.push(reopening(kill, bornMs, opened));
    start = life.end;
    if (!opened.ok) break;
    if (part.kill === undefined) {
      steps.push(...lived);
      break;
    }
    const killed = await killedLife(life, lived, part.kill.changes);
    steps.push(...killed.steps);
    start = killed.image;
    const from = before ?? startOfWorld(bornMs);
    world = [...killed.steps, { operation: part.kill, fromMs: bornMs }].reduce(
      (after, { operation, fromMs }) => worldAfter(after, operation, fromMs),
      from,
    );
    kill = { fromMs: killed.steps.at(-1)?.untilMs ?? bornMs, operation: part.kill };
  }
  return { startMs, steps, lives, end: start };
}

type Kill = Extract<RegistryOperation, { op: 'kill' }>;

interface LifePart {
  readonly operations: readonly RegistryOperation[];
  /** What ended it; absent for the last one. */
  readonly kill?: Kill;
}

function livesOf(operations: readonly RegistryOperation[]): LifePart[] {
  const parts: LifePart[] = [];
  let current: RegistryOperation[] = [];
  for (const operation of operations) {
    if (operation.op === 'kill') {
      parts.push({ operations: current, kill: operation });
      current = [];
    } else current.push(operation);
  }
  return [...parts, { operations: current }];
}

/** What had happened when a life was killed, and the disk that was left. */
async function killedLife<Image>(
  life: ScriptLife<Image, PlayedLife>,
  lived: readonly RegistryStep[],
  changes: number | undefined,
): Promise<{ image: Image; steps: RegistryStep[] }> {
  if (changes === undefined || changes >= life.changes.length) return { image: life.end, steps: [...lived] };
  const { image, history } = await life.imageAt({ changes });
  const invoked = history.filter(({ type }) => type === 'invoke').length;
  const steps = lived.slice(0, invoked);
  const last = steps.at(-1);
  if (last !== undefined && history.at(-1)?.type === 'invoke') steps[steps.length - 1] = { ...last, outcome: { how: 'killed' } };
  return { image, steps };
}

function reopening(
  { fromMs, operation }: { fromMs: number; operation: RegistryOperation },
  untilMs: number,
  opened: PlayedLife['opened'],
): RegistryStep {
  const outcome: RegistryStep['outcome'] = opened.ok
    ? { how: 'done', answer: { is: 'nothing' } }
    : { how: 'failed', problem: describeProblem(opened.problem) };
  return { operation, fromMs, untilMs, outcome };
}
