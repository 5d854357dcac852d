import type { RegistryDeviation, RegistryDeviationKind } from '../../harness/model/registry/deviation.ts';
import { judgeRegistry } from '../../harness/model/registry/judge.ts';
import type { ProcessState, RegistryOperation } from '../../harness/model/registry/operation.ts';
import type { RegistryStep } from '../../harness/model/registry/step.ts';
import { isLaunchable, startOfWorld, worldAfter } from '../../harness/model/registry/world.ts';
import type { RegistrySubject } from '../../harness/suite/registry-subject.ts';
import { play } from './play.ts';

type Judged<Image> = Pick<RegistrySubject<Image>, 'host' | 'adapter' | 'claims'>;
type Operations = readonly RegistryOperation[];

/** A deviation, and the run that showed it. */
interface Seen {
  readonly deviation: RegistryDeviation;
  readonly steps: readonly RegistryStep[];
}

/** The same, with an operation for each step, no two of which are one object. */
interface Replayed extends Pick<Seen, 'deviation'> {
  readonly operations: Operations;
}

const EARLIER = 'it was an earlier session of this id that is dead';
const DAY_MS = 24 * 3_600_000;

/**
 * The same deviation, as one of what it comes from: what is said of a session whose wrapper has ended may be said because of that, or all the same. So the
 * run is played again without the circumstance. If the deviation stays, the circumstance is not to blame.
 */
export async function ground<Image>(subject: Judged<Image>, { deviation, steps }: Seen): Promise<RegistryDeviation> {
  // Only what happened, and killed at rest: at which change would mean another moment in a changed run.
  const operations = steps.map(
    ({ operation }): RegistryOperation => (operation.op === 'kill' ? { op: 'kill' } : { ...operation }),
  );
  const seen = { deviation, operations };
  const { kind, session, circumstances } = deviation;
  const staysIn = async (others: Operations): Promise<boolean> =>
    (await atSamePlace(subject, seen, others)).some(
      ({ deviation: other }) => other.kind === kind && other.found === deviation.found,
    );
  if (kind !== 'process' && circumstances === undefined) return deviation;
  const hasInner = steps.some(({ operation }) => operation.op === 'kill' && operation.changes !== undefined);
  if (hasInner && !(await staysIn(operations)))
    return circumstances?.relaunched && circumstances.reopened ? blaming('retention', deviation, EARLIER) : deviation;
  if (kind === 'process') {
    const [plain] = await atSamePlace(subject, seen, operations.map(plainState));
    return plain === undefined ? deviation : ground(subject, plain);
  }
  if (
    circumstances?.wrapperEnded &&
    !(await staysIn(operations.filter((one) => one.op !== 'wrapper-ends' || one.session !== session)))
  )
    return blaming('wrapper', deviation, 'only its wrapper has ended');
  if (circumstances?.relaunched) {
    const blamed = await earlierSession(seen, staysIn, {
      launchedAt: lastLaunch(steps, deviation),
      reopened: circumstances.reopened,
    });
    if (blamed !== undefined) return blamed;
  }
  if (
    circumstances !== undefined &&
    kind === 'failed-source' &&
    operations.some(isLate) &&
    !(await staysIn(operations.map(neverAnswers)))
  )
    return blaming('late-answer', deviation, 'what comes later does not count');
  return deviation;
}

/** What is known of a session that had the id before is to blame, or the kill that has lost what was known of the newer one. */
async function earlierSession(
  seen: Replayed,
  staysIn: (operations: Operations) => Promise<boolean>,
  { launchedAt, reopened }: { launchedAt: number | undefined; reopened: boolean },
): Promise<RegistryDeviation | undefined> {
  const { deviation, operations } = seen;
  const alone = withoutEarlierLaunches(seen, launchedAt);
  if ((await staysIn(alone)) || (reopened && (await staysIn(alone.map(livesOn))))) return undefined;
  const isLost = reopened && !(await staysIn(operations.map(livesOn)));
  return blaming(isLost ? 'retention' : 'id', deviation, EARLIER);
}

function blaming(kind: RegistryDeviationKind, deviation: RegistryDeviation, why: string): RegistryDeviation {
  return { ...deviation, kind, expected: `${deviation.expected}; ${why}` };
}

/** What goes wrong with the same session or lock in a changed run, where the same was asked. */
async function atSamePlace<Image>(
  subject: Judged<Image>,
  { deviation, operations }: Replayed,
  others: Operations,
): Promise<readonly Seen[]> {
  const played = await play(subject, others);
  const isSame = ({ step, session, lock }: RegistryDeviation): boolean =>
    played.steps[step]?.operation === operations[deviation.step] && session === deviation.session && lock === deviation.lock;
  const deviations = judgeRegistry(played.steps, subject.claims, played.startMs).filter(isSame);
  return deviations.map((other) => ({ deviation: other, steps: played.steps }));
}

const PLAIN: { readonly [P in ProcessState]: ProcessState } = {
  alive: 'alive',
  denied: 'alive',
  zombie: 'dead',
  reused: 'dead',
  dead: 'dead',
};

function plainState(operation: RegistryOperation): RegistryOperation {
  if (operation.op !== 'process' && operation.op !== 'owner') return operation;
  const becomes = PLAIN[operation.becomes];
  return becomes === operation.becomes ? operation : { ...operation, becomes };
}

function isLate(operation: RegistryOperation): boolean {
  return operation.op === 'answers' && (operation.how === 'late' || operation.how === 'blocks');
}

function neverAnswers(operation: RegistryOperation): RegistryOperation {
  return operation.op === 'answers' && isLate(operation) ? { ...operation, how: 'never' } : operation;
}

/** As much time passes, and the process of the registry goes on. */
function livesOn(operation: RegistryOperation): RegistryOperation {
  return operation.op === 'kill' ? { op: 'pass', ms: DAY_MS } : operation;
}

/** Of the launches of this session, only the last one that happened. */
function withoutEarlierLaunches({ operations, deviation: { session, step } }: Replayed, last: number | undefined): Operations {
  return operations.filter((one, index) => one.op !== 'launch' || one.session !== session || index > step || index === last);
}

/** Index of the step that launched a session last; a launch of one that may be alive does not happen. */
function lastLaunch(steps: readonly RegistryStep[], { session, step: end }: RegistryDeviation): number | undefined {
  let world = startOfWorld(steps[0]?.fromMs ?? 0);
  let last: number | undefined;
  for (const [index, { operation, fromMs }] of steps.slice(0, end).entries()) {
    if (operation.op === 'launch' && operation.session === session && isLaunchable(world, session, fromMs)) last = index;
    world = worldAfter(world, operation, fromMs);
  }
  return last;
}
