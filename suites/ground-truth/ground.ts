import type { RegistryDeviation, RegistryDeviationKind } from '../../harness/model/registry/deviation.ts';
import { judgeRegistry } from '../../harness/model/registry/judge.ts';
import type { ProcessState, RegistryOperation } from '../../harness/model/registry/operation.ts';
import type { RegistrySubject } from '../../harness/suite/registry-subject.ts';
import { play } from './play.ts';

type Judged<Image> = Pick<RegistrySubject<Image>, 'host' | 'adapter' | 'claims'>;

/**
 * The same deviation, as one of what it comes from: what is said of a session whose wrapper has ended may be said because of that, or all the same. So the
 * run is played again without the circumstance. If the deviation stays, the circumstance is not to blame.
 */
export async function ground<Image>(
  subject: Judged<Image>,
  operations: readonly RegistryOperation[],
  deviation: RegistryDeviation,
): Promise<RegistryDeviation> {
  const { kind, session, circumstances } = deviation;
  if (kind === 'process') return (await insteadOf(subject, operations.map(plainState), deviation)) ?? deviation;
  if (circumstances === undefined || session === undefined) return deviation;
  const { wrapperEnded, relaunched, reopened } = circumstances;
  const staysWithout = async (others: readonly RegistryOperation[]): Promise<boolean> =>
    (await deviationsOf(subject, others)).some((other) => other.kind === kind && other.session === session);
  if (wrapperEnded && !(await staysWithout(operations.filter((one) => one.op !== 'wrapper-ends' || one.session !== session))))
    return { ...deviation, kind: 'wrapper', expected: `${deviation.expected}; only its wrapper has ended` };
  if (relaunched && !(await staysWithout(withoutEarlierLaunches(operations, deviation)))) {
    // What a kill has lost of the newer launch is lost, and the older one shows again.
    const blamed: RegistryDeviationKind = reopened ? 'retention' : 'id';
    return { ...deviation, kind: blamed, expected: `${deviation.expected}; it was an earlier session of this id that is dead` };
  }
  return deviation;
}

async function deviationsOf<Image>(
  subject: Judged<Image>,
  operations: readonly RegistryOperation[],
): Promise<readonly RegistryDeviation[]> {
  const { steps, startMs } = await play(subject, operations);
  return judgeRegistry(steps, subject.claims, startMs);
}

/** What goes wrong at the same place where processes are simply alive or dead. */
async function insteadOf<Image>(
  subject: Judged<Image>,
  operations: readonly RegistryOperation[],
  { step, session, lock }: RegistryDeviation,
): Promise<RegistryDeviation | undefined> {
  const others = await deviationsOf(subject, operations);
  return others.find((other) => other.step === step && other.session === session && other.lock === lock);
}

const PLAIN: { readonly [P in ProcessState]: ProcessState } = {
  alive: 'alive',
  denied: 'alive',
  zombie: 'dead',
  reused: 'dead',
  dead: 'dead',
};

function plainState(operation: RegistryOperation): RegistryOperation {
  return operation.op === 'process' || operation.op === 'owner' ? { ...operation, becomes: PLAIN[operation.becomes] } : operation;
}

function withoutEarlierLaunches(
  operations: readonly RegistryOperation[],
  { session, step }: RegistryDeviation,
): readonly RegistryOperation[] {
  const launches = operations.flatMap((one, index) =>
    one.op === 'launch' && one.session === session && index < step ? [index] : [],
  );
  const last = launches.at(-1);
  return operations.filter((_, index) => index === last || !launches.includes(index));
}
