import fc from 'fast-check';
import type { ResolvedPoolClaims } from '../../contract/pool-claims.ts';
import { POOL_CONFIG, type PoolCommand, type PoolProgram } from './command.ts';

const { idleTtlMs, graceMs, heartbeatMs } = POOL_CONFIG;

const chat = fc.constantFrom('a', 'b');
/** One session more often than the others: most of what can go wrong takes several steps with the same one. */
const key = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ chat: 'a', agent: 'x' }) },
  { weight: 3, arbitrary: fc.record({ chat, agent: fc.constantFrom('x', 'y') }) },
);

const keyed = <O extends (PoolCommand & { agent: string })['op']>(...ops: O[]) =>
  key.map((one) => ops.map((op) => ({ op, ...one }))) as fc.Arbitrary<PoolCommand[]>;
const single = (arbitrary: fc.Arbitrary<PoolCommand>) => arbitrary.map((command) => [command]);
const sweep = { op: 'sweep' } as const;

const seldom = fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true));

/** Steps that belong together, as often as singly. */
const STEPS: readonly fc.WeightedArbitrary<PoolCommand[]>[] = [
  { weight: 8, arbitrary: keyed('prompt') },
  { weight: 8, arbitrary: keyed('prompt', 'terminal') },
  { weight: 7, arbitrary: keyed('terminal') },
  { weight: 4, arbitrary: keyed('delta') },
  { weight: 2, arbitrary: keyed('abort') },
  { weight: 3, arbitrary: keyed('prompt', 'abort') },
  { weight: 4, arbitrary: keyed('trailing-terminal') },
  { weight: 3, arbitrary: keyed('exit') },
  { weight: 2, arbitrary: keyed('stall') },
  { weight: 2, arbitrary: single(chat.map((one) => ({ op: 'close', chat: one }))) },
  { weight: 3, arbitrary: fc.constant([sweep]) },
  { weight: 2, arbitrary: fc.constant([{ op: 'reap' }]) },
  { weight: 1, arbitrary: fc.constant([{ op: 'dispose' }]) },
  { weight: 2, arbitrary: fc.constant([{ op: 'spawn-fails' }]) },
  {
    weight: 2,
    arbitrary: single(
      fc.record({
        op: fc.constant('worktree' as const),
        chat,
        dirty: seldom,
        unpushed: seldom,
        ageMs: fc.constantFrom(0, graceMs - 1000, graceMs, 2 * graceMs),
      }),
    ),
  },
  { weight: 1, arbitrary: single(chat.map((one) => ({ op: 'unknown-worktree', chat: one }))) },
  {
    weight: 3,
    arbitrary: single(fc.constantFrom(1000, 3 * heartbeatMs, idleTtlMs / 2, graceMs + 1000).map((ms) => ({ op: 'pass', ms }))),
  },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(3 * heartbeatMs, idleTtlMs / 2 + 1000, idleTtlMs + 1000)
      .map((ms): PoolCommand[] => [{ op: 'pass', ms }, sweep]),
  },
];

const program: fc.Arbitrary<PoolProgram> = fc.record({
  commands: fc.array(fc.oneof(...STEPS), { minLength: 2, maxLength: 10 }).map((steps) => steps.flat()),
  choices: fc.oneof(fc.constant([]), fc.array(fc.nat({ max: 3 }), { maxLength: 16 })),
});

/** As many programs, by the seed alone. */
export function generatedPrograms(count: number, seed: number): PoolProgram[] {
  return fc.sample(program, { numRuns: count, seed });
}

/** The program without what the pool does not say how to deal with; `undefined` if nothing is left. */
export function withinClaims({ commands, ...rest }: PoolProgram, claims: ResolvedPoolClaims): PoolProgram | undefined {
  const left = commands.filter((command) => isClaimed(command, claims));
  return left.some(({ op }) => op !== 'pass') ? { ...rest, commands: left } : undefined;
}

function isClaimed({ op }: PoolCommand, { abort, crash, close, reaper, heartbeat, dispose }: ResolvedPoolClaims): boolean {
  switch (op) {
    case 'abort':
    case 'trailing-terminal':
      return abort === 'interrupts';
    case 'exit':
      return crash === 'respawns';
    case 'close':
      return close === 'evicts';
    case 'reap':
    case 'worktree':
    case 'unknown-worktree':
      return reaper === 'removes-orphans';
    case 'dispose':
      return dispose === 'drains';
    case 'stall':
      return heartbeat === 'watched';
    default:
      return true;
  }
}
