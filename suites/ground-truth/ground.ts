import type { RegistryDeviation, RegistryDeviationKind } from '../../harness/model/registry/deviation.ts';
import { judgeRegistry } from '../../harness/model/registry/judge.ts';
import type { ProcessState, RegistryOperation } from '../../harness/model/registry/operation.ts';
import type { RegistryStep } from '../../harness/model/registry/step.ts';
import type { RegistrySubject } from '../../harness/suite/registry-subject.ts';
import { play } from './play.ts';

type Judged<Image> = Pick<RegistrySubject<Image>, 'host' | 'adapter' | 'claims'>;
type Operations = readonly RegistryOperation[];

/** A deviation, and the run that showed it. */
interface Seen {
  readonly deviation: RegistryDeviation;
  readonly steps: readonly RegistryStep[];
  readonly operations: Operations;
}

const DAY_MS = 24 * 3_600_000;

/**
 * The same deviation, as one of what it comes from: what is said of a session whose wrapper has ended may be said because of that, or all the same. So the
 * run is played again without the circumstance. If the deviation stays, the circumstance is not to blame.
 */
export async function ground<Image>(subject: Judged<Image>, seen: Seen): Promise<RegistryDeviation> {
  const { deviation, operations } = seen;
  const { kind, session, circumstances } = deviation;
  const staysIn = async (others: Operations): Promise<boolean> =>
    (await atSamePlace(subject, seen, others)).some((other) => other.kind === kind && other.found === deviation.found);
  if (kind === 'process') return (await atSamePlace(subject, seen, operations.map(plainState)))[0] ?? deviation;
  if (circumstances?.wrapperEnded && !(await staysIn(operations.filter((one) => one.op !== 'wrapper-ends' || one.session !== session))))
    return blaming('wrapper', deviation, 'only its wrapper has ended');
  if (circumstances?.relaunched) {
    const blamed = await earlierSession(seen, staysIn, circumstances.reopened);
    if (blamed !== undefined) return blamed;
  }
  if (kind === 'failed-source' && operations.some(isLate) && !(await staysIn(operations.map(neverAnswers))))
    return blaming('late-answer', deviation, 'what comes later does not count');
  return deviation;
}

/** What is known of a session that had the id before is to blame, or the kill that has lost what was known of the newer one. */
async function earlierSession(
  { deviation, operations }: Seen,
  staysIn: (operations: Operations) => Promise<boolean>,
  reopened: boolean,
): Promise<RegistryDeviation | undefined> {
  const alone = withoutEarlierLaunches(operations, deviation);
  if ((await staysIn(alone)) || (reopened && (await staysIn(alone.map(livesOn))))) return undefined;
  const isLost = reopened && !(await staysIn(operations.map(livesOn)));
  return blaming(isLost ? 'retention' : 'id', deviation, 'it was an earlier session of this id that is dead');
}

function blaming(kind: RegistryDeviationKind, deviation: RegistryDeviation, why: string): RegistryDeviation {
  return { ...deviation, kind, expected: `${deviation.expected}; ${why}` };
}

/** What goes wrong with the same session or lock in a changed run, where the same was asked. */
async function atSamePlace<Image>(
  subject: Judged<Image>,
  { deviation, steps, operations }: Seen,
  others: Operations,
): Promise<readonly RegistryDeviation[]> {
  const operation = steps[deviation.step]?.operation;
  const changed = others.some((one, index) => one !== operations[index]) || others.length !== operations.length;
  if (!changed) return [deviation];
  const played = await play(subject, others);
  return judgeRegistry(played.steps, subject.claims, played.startMs).filter(
    ({ step, session, lock }) =>
      played.steps[step]?.operation === operation && session === deviation.session && lock === deviation.lock,
  );
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

function withoutEarlierLaunches(operations: Operations, { session, step }: RegistryDeviation): Operations {
  const launches = operations.flatMap((one, index) => (one.op === 'launch' && one.session === session && index < step ? [index] : []));
  const last = launches.at(-1);
  return operations.filter((_, index) => index === last || !launches.includes(index));
}
