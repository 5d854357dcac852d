import { sessionOf } from '../../harness/model/operation.ts';
import { shrink } from '../shrink.ts';
import type { Assessor, Found } from './assessor.ts';
import type { KeepRequirement } from './requirement.ts';
import { type Trial, withoutOperation } from './trial.ts';

const MOST_ATTEMPTS = 200;

/** The smallest trial that can be found which breaks the same requirement. Deterministic. */
export function shrinkKeeping<Image>(found: Found, requirement: KeepRequirement, assessor: Assessor<Image>): Promise<Found> {
  const fails = async (trial: Trial): Promise<Found | undefined> => {
    const { deviations } = await assessor.assess(trial);
    const deviation = deviations.find((candidate) => requirement.isBrokenBy(candidate));
    if (deviation === undefined || !(await assessor.isGrounded({ trial, deviation }))) return undefined;
    return { trial, deviation };
  };
  return shrink(found, ({ trial }) => smallerTrials(trial), fails, MOST_ATTEMPTS);
}

/** With fewer lives, then with fewer operations. */
function* smallerTrials(trial: Trial): Generator<Trial> {
  const { operations, reopenBefore, sessions } = trial;
  const { failing, ...healthy } = trial;
  if (failing !== undefined) yield healthy;
  for (const index of reopenBefore.keys()) yield { ...trial, reopenBefore: reopenBefore.toSpliced(index, 1) };
  if (sessions.length > 1) for (const index of sessions.keys()) yield withoutSession(trial, sessions[index] ?? '');
  for (let index = operations.length - 1; index >= 0; index--)
    if (!makesSession(trial, index)) yield withoutOperation(trial, index);
}

/** Without it, what follows would be about a session that is not there. */
function makesSession({ operations }: Trial, index: number): boolean {
  const operation = operations[index];
  const session = operation === undefined ? undefined : sessionOf(operation);
  const ofSession = operations.flatMap((one, at) => (session !== undefined && sessionOf(one) === session ? [at] : []));
  return ofSession[0] === index && ofSession.length > 1;
}

function withoutSession(trial: Trial, session: string): Trial {
  let smaller: Trial = { ...trial, sessions: trial.sessions.filter((one) => one !== session) };
  for (let index = trial.operations.length - 1; index >= 0; index--) {
    const operation = trial.operations[index];
    if (operation !== undefined && sessionOf(operation) === session) smaller = withoutOperation(smaller, index);
  }
  return smaller;
}
