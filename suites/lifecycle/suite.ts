import type { PoolCommand } from '../../harness/model/pool/command.ts';
import type { PoolSubject } from '../../harness/suite/pool-subject.ts';
import type { Suite } from '../../harness/suite/suite.ts';
import { array, boolean, integer, object, oneOf, string } from '../../harness/verdict/shape.ts';
import type { LifecycleCore } from './counterexample-core.ts';
import { timeText } from './named.ts';
import { replayLifecycle } from './replay.ts';
import { LIFECYCLE_REQUIREMENTS, LIFECYCLE_SUITE_NAME } from './requirements.ts';
import { runLifecycle } from './run.ts';

/** A command in a file: which keys it has follows from its `op`. */
interface CommandInFile {
  readonly op: PoolCommand['op'];
  readonly chat?: string;
  readonly agent?: string;
  readonly ms?: number;
  readonly dirty?: boolean;
  readonly unpushed?: boolean;
  readonly ageMs?: number;
}

const command = object<CommandInFile>(
  {
    op: oneOf(
      'prompt',
      'abort',
      'close',
      'sweep',
      'reap',
      'dispose',
      'pass',
      'delta',
      'terminal',
      'trailing-terminal',
      'exit',
      'stall',
      'spawn-fails',
      'worktree',
      'unknown-worktree',
    ),
  },
  { chat: string, agent: string, ms: integer(0), dirty: boolean, unpushed: boolean, ageMs: integer(0) },
);

interface LifecycleKeys {
  readonly operations: CommandInFile[];
  readonly choices: number[];
  readonly crash?: { readonly changes: number };
}

/** Pools of warm agents: what becomes of agents, turns and rows, whatever happens and in whatever order. */
export const lifecycle: Suite<PoolSubject, LifecycleCore> = {
  name: LIFECYCLE_SUITE_NAME,
  subject: 'pool',
  requirements: LIFECYCLE_REQUIREMENTS,
  needs: ['scripts', 'virtual-time', 'repeats', 'sees-changes'],
  tallies: {
    programs: { description: 'Sequences of calls and events that were played on the pool.', noun: 'sequence' },
    kills: { description: 'How often the pool was killed at a change of its rows, and opened again.', noun: 'kill' },
  },
  scenarios: {
    lifecycle: {
      description: 'A pool, what was done to it and what its agents did',
      shape: object<LifecycleKeys>(
        { operations: array(command), choices: array(integer(0)) },
        { crash: object<{ changes: number }>({ changes: integer(0) }, {}) },
      ),
      before: 'What was done, and what the agents did',
      heading: (told) => headingOf(told),
      operationLine,
      disk: { heading: 'Rows', ifEmpty: 'leave-out' },
      inReality: 'with a real pool',
    },
  },
  during: 'During',
  run: runLifecycle,
  replay: replayLifecycle,
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
