import type { OptionalMethod } from '../../harness/contract/session-store.ts';
import type { StoreRequirement } from '../../harness/suite/store-requirement.ts';
import type { Deviation } from './deviation.ts';
import type { FaultCase } from './fault-case.ts';

/** A requirement of async-append-rejection: its text, when it applies, and the check. */
export interface AppendRequirement extends StoreRequirement {
  /** Whether a case puts it to the test. */
  concerns(faultCase: FaultCase): boolean;
  /** Why it does not apply after all, where no case put it to the test. */
  readonly untried: string;
  /** The check: whether this deviation breaks it. */
  isBrokenBy(deviation: Deviation): boolean;
}

type NotApplicable = AppendRequirement['notApplicable'];

export const always: NotApplicable = () => undefined;

export const needsQueuedAppend: NotApplicable = ({ append }, { records }) => {
  if (!records) return 'the store has no `append`';
  return append === 'queued' ? undefined : "the store claims append: 'awaited'";
};

export const needsAwaitedAppend: NotApplicable = ({ append }, { records }) => {
  if (!records) return 'the store has no `append`';
  return append === 'awaited' ? undefined : "the store claims append: 'queued'";
};

/** Something that is accepted before it is stored. */
export const needsAcceptance: NotApplicable = ({ append, acknowledgedBy }) =>
  append === 'queued' || acknowledgedBy === 'flush' ? undefined : 'writes are acknowledged by the call itself, not queued';

/** Nothing is lost where nothing is kept. */
export const needsSurvival: NotApplicable = ({ survives }) =>
  survives === 'nothing' ? 'the store claims to survive nothing' : undefined;

export function needsMethod(...methods: OptionalMethod[]): NotApplicable {
  return (_claims, capabilities) => {
    const missing = methods.find((method) => !capabilities.methods.includes(method));
    return missing === undefined ? undefined : `the store has no \`${missing}\``;
  };
}

/** The first reason of several. */
export function allOf(...needs: readonly NotApplicable[]): NotApplicable {
  return (claims, capabilities) => {
    for (const need of needs) {
      const reason = need(claims, capabilities);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
}

/** A call of the disk went wrong and said so. */
export function failedLoudly({ fault, struck }: FaultCase): boolean {
  return fault !== undefined && struck && (fault.manner !== 'short' || fault.thenFails === true);
}

export const NO_CALLS = 'the store made no call to the disk that could fail';
