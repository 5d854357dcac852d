import type { RegistryDeviationKind } from './deviation.ts';
import { type Evidence, looksLike } from './evidence.ts';
import type { Said } from './step.ts';

/** What the registry has said and could know of one session, since it was last launched. */
export interface SessionMemory {
  /** A good answer of its source has said so. */
  readonly good: ReadonlySet<string>;
  /** The last good answer. */
  readonly lastGood?: string;
  readonly said: ReadonlySet<Said>;
  readonly lastSaid?: Said;
  /** It was dead, or may have been, when something was asked. */
  readonly mayBeDead: boolean;
  /** Since when it has been dead beyond doubt whenever something was asked. */
  readonly deadSinceMs?: number;
  /** It was dead for long enough, and a sweep has seen it. */
  readonly mustBeGone: boolean;
}

export const NO_MEMORY: SessionMemory = {
  good: new Set(),
  said: new Set(),
  mayBeDead: false,
  mustBeGone: false,
};

export interface StatusQuestion {
  readonly evidence: Evidence;
  readonly memory: SessionMemory;
  /** The registry was told of its launch, and is to know of it. */
  readonly isLaunched: boolean;
  /** Launches of its id that came before. */
  readonly earlier: number;
  readonly timestamp: 'good' | 'bad';
  /** Another launch with a good timestamp was called stopped under the same evidence. */
  readonly twinStopped: boolean;
  readonly otherSourceFails: boolean;
  /** The registry has been opened anew since its launch. */
  readonly reopened: boolean;
  /** Its launch is older than launches are kept. */
  readonly isOld: boolean;
  /** It was asked for by its id: then a session that is known is not left out. */
  readonly byId: boolean;
}

export interface WrongStatus {
  readonly kind: RegistryDeviationKind;
  /** What may be said. */
  readonly legal: readonly Said[];
}

/** `undefined` where this may be said; what cannot be known may be called unknown. */
export function judgeStatus(said: Said, question: StatusQuestion): WrongStatus | undefined {
  switch (question.evidence.source) {
    case 'running':
      return listedRunning(said, question);
    case 'stopped':
      return listedStopped(said, question);
    case 'absent':
      return notListed(said, question);
    case 'failed':
      return notTold(said, question);
    case 'doubtful':
      return undefined;
  }
}

function listedRunning(said: Said, question: StatusQuestion): WrongStatus | undefined {
  const { evidence, memory, otherSourceFails, earlier } = question;
  if (looksLike(evidence) === 'doubtful' || said === 'running') return undefined;
  // A list may show what is known of launches alone.
  if (said === 'absent' && !question.byId && !question.isLaunched) return undefined;
  const wrong = (kind: RegistryDeviationKind): WrongStatus => ({ kind, legal: ['running'] });
  const mayHaveStopped = memory.said.has('stopped') || (said === 'stopped' && memory.mayBeDead);
  if (mayHaveStopped) return wrong('unhealed');
  if (otherSourceFails) return wrong('failed-source');
  return wrong(earlier > 0 && said === 'stopped' ? 'id' : 'stale');
}

function listedStopped(said: Said, { evidence }: StatusQuestion): WrongStatus | undefined {
  if (looksLike(evidence) === 'doubtful' || said !== 'running') return undefined;
  return { kind: 'stale', legal: ['stopped'] };
}

function notListed(said: Said, question: StatusQuestion): WrongStatus | undefined {
  const { evidence, memory } = question;
  const { process, grace } = evidence;
  const over: readonly Said[] = ['stopped', 'unknown'];
  switch (process) {
    case 'alive':
    case 'denied':
      // Where its source has called it stopped, whoever believes that and forgets it too late is wrong about that alone (`unhealed`).
      if (said !== 'stopped' || memory.mayBeDead) return undefined;
      return { kind: process === 'alive' ? 'omitted' : 'process', legal: ['running', 'unknown'] };
    case 'zombie':
    case 'reused':
      return said === 'running' && grace === 'over' ? { kind: 'process', legal: over } : undefined;
    case 'dead':
      return said === 'running' && grace === 'over' ? { kind: 'stale', legal: over } : undefined;
    case 'none':
      break;
  }
  const seen = memory.good.has('running');
  if (said === 'stopped' && grace === 'held' && !seen && question.isLaunched)
    return { kind: 'grace', legal: ['running', 'unknown'] };
  if (grace !== 'over') return undefined;
  if (said === 'running') return { kind: seen ? 'stale' : 'grace', legal: over };
  const waits = said === 'unknown' && question.timestamp === 'bad' && !seen && question.twinStopped;
  return waits ? { kind: 'grace', legal: ['stopped'] } : undefined;
}

function notTold(said: Said, question: StatusQuestion): WrongStatus | undefined {
  const { evidence, memory } = question;
  const { process, grace } = evidence;
  const wrong = (legal: readonly Said[]): WrongStatus => ({ kind: 'failed-source', legal });
  switch (process) {
    case 'alive':
      return said === 'stopped' && !memory.mayBeDead ? wrong(['running', 'unknown']) : undefined;
    case 'dead':
      return said === 'running' && grace === 'over' ? wrong(['stopped', 'unknown']) : undefined;
    case 'denied':
    case 'zombie':
    case 'reused':
      return undefined;
    case 'none':
      break;
  }
  // Who is dead stays dead, as a rule: that may be told again.
  if (said === 'stopped') return memory.lastGood === 'stopped' || memory.mayBeDead ? undefined : wrong(['unknown']);
  if (said === 'running') return grace === 'over' ? wrong(['unknown']) : undefined;
  const missed = said === 'absent' && question.byId && question.isLaunched && !question.isOld && !memory.mayBeDead;
  // What a kill has lost no source can be blamed for.
  return missed ? { kind: question.reopened ? 'retention' : 'failed-source', legal: ['unknown'] } : undefined;
}
