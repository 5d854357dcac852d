import type { ServedSubject } from '../../harness/suite/served-subject.ts';
import type { SuiteRequirement } from '../../harness/suite/suite.ts';
import type { RequirementText } from '../../harness/verdict/requirement.ts';
import type { Deviation } from './deviation.ts';
import type { Trial, TrialKind } from './trial.ts';

/** A requirement of stores on a server, with its check. */
export interface ServerRequirement extends SuiteRequirement<ServedSubject> {
  /** Which kinds of trials put it to the test. */
  readonly kinds: readonly TrialKind[];
  /** Of these, those that do; absent: all. */
  concerns?(trial: Trial): boolean;
  /** The check: whether this deviation, of a trial that concerns it, breaks it. */
  isBrokenBy(deviation: Deviation, trial: Trial): boolean;
}

type Check = Pick<ServerRequirement, 'kinds' | 'concerns' | 'isBrokenBy' | 'defects'> &
  Partial<Pick<ServerRequirement, 'notApplicable'>>;

/**
 * A requirement of stores on a disk, as it is judged of those on a server: by the same text.
 *
 * @param check `defects`: those on a server. `notApplicable`: absent, it always applies.
 */
export function onServer(
  { id, title, severity, level, loss, needs, origin, explanation }: RequirementText,
  check: Check,
): ServerRequirement {
  return {
    ...{ id, title, severity, origin, explanation },
    ...(level === undefined ? {} : { level }),
    ...(loss === undefined ? {} : { loss }),
    ...(needs === undefined ? {} : { needs }),
    notApplicable: () => undefined,
    ...check,
  };
}

/** The client was killed. */
export function isKill({ cut }: Trial): boolean {
  return cut?.kills === true;
}

/** A request or its answer was lost, or refused, and the client lives. */
export function isFailure({ cut }: Trial): boolean {
  return cut !== undefined && cut.kills !== true;
}
