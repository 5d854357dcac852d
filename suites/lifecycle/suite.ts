import type { PoolCommand } from '../../harness/model/pool/command.ts';
import { countOf } from '../../harness/report/count.ts';
import { functionLoadedLate, generatorLoadedLate } from '../../harness/suite/loaded-late.ts';
import type { PoolSubject } from '../../harness/suite/pool-subject.ts';
import type { Suite } from '../../harness/suite/suite.ts';
import type { LifecycleCore } from './counterexample-core.ts';
import { lifecycleShape } from './counterexample-shape.ts';
import { timeText } from './named.ts';
import { LIFECYCLE_REQUIREMENTS, LIFECYCLE_SUITE_NAME } from './requirements.ts';

/** Pools of warm agents: what becomes of agents, turns and rows, whatever happens and in whatever order. */
export const lifecycle: Suite<PoolSubject, LifecycleCore> = {
  name: LIFECYCLE_SUITE_NAME,
  subject: 'pool',
  level: 'A',
  loss: 'life',
  requirements: LIFECYCLE_REQUIREMENTS,
  needs: ['scripts', 'virtual-time', 'repeats', 'sees-changes'],
  tallies: {
    workloads: { description: 'Sequences of calls and events that were played.' },
    kills: {
      description: 'How often the pool was killed at a change of its rows, and opened again.',
      told: (number) => countOf(number, 'kill'),
    },
  },
  scenarios: {
    lifecycle: {
      description: 'A pool, what was done to it and what its agents did',
      shape: lifecycleShape,
      before: 'What was done, and what the agents did',
      heading: (told) => headingOf(told),
      operationLine,
      disk: { heading: 'Rows', ifEmpty: 'leave-out' },
      elsewhere: 'in another sequence',
      inReality: 'with a real pool',
    },
  },
  during: 'During',
  run: generatorLoadedLate(async () => (await import('./run.ts')).runLifecycle),
  replay: functionLoadedLate(async () => (await import('./replay.ts')).replayLifecycle),
};

function headingOf({ choices, crash }: Pick<LifecycleCore, 'choices' | 'crash'>): string {
  const order = choices.length > 0 ? ', in an order that matters' : '';
  return `A sequence of calls and events${crash === undefined ? '' : ', and a kill'}${order}`;
}

function operationLine(operation: PoolCommand): string {
  switch (operation.op) {
    case 'pass':
      return `${timeText(operation.ms)} pass`;
    case 'worktree':
      return `worktree of ${operation.chat}: ${operation.dirty ? 'dirty' : 'clean'}, ${operation.unpushed ? 'not pushed' : 'pushed'}, ${timeText(operation.ageMs)} old`;
    case 'unknown-worktree':
      return `worktree of ${operation.chat}: unknown`;
    case 'close':
      return `close ${operation.chat}`;
    default:
      return 'agent' in operation ? `${operation.op} ${operation.chat}/${operation.agent}` : operation.op;
  }
}
