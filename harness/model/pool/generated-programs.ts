import fc from 'fast-check';
import type { ResolvedPoolClaims } from '../../contract/pool-claims.ts';
import { POOL_CONFIG, type PoolCommand, type PoolProgram } from './command.ts';

const { idleTtlMs, graceMs, heartbeatMs } = POOL_CONFIG;

const chat = fc.constantFrom('a', 'b');
const key = fc.record({ chat, agent: fc.constantFrom('x', 'y') });

const keyed = <O extends (PoolCommand & { agent: string })['op']>(op: O) =>
  key.map((one) => ({ op, ...one })) as fc.Arbitrary<Extract<PoolCommand, { op: O }>>;

const seldom = fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true));

const COMMANDS: readonly fc.WeightedArbitrary<PoolCommand>[] = [
  { weight: 12, arbitrary: keyed('prompt') },
  { weight: 9, arbitrary: keyed('terminal') },
  { weight: 4, arbitrary: keyed('delta') },
  { weight: 4, arbitrary: keyed('abort') },
  { weight: 4, arbitrary: keyed('trailing-terminal') },
  { weight: 3, arbitrary: keyed('exit') },
  { weight: 2, arbitrary: keyed('stall') },
  { weight: 2, arbitrary: chat.map((one) => ({ op: 'close', chat: one }) as const) },
  { weight: 5, arbitrary: fc.constant({ op: 'sweep' } as const) },
  { weight: 2, arbitrary: fc.constant({ op: 'reap' } as const) },
  { weight: 1, arbitrary: fc.constant({ op: 'dispose' } as const) },
  { weight: 2, arbitrary: fc.constant({ op: 'spawn-fails' } as const) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('worktree' as const),
      chat,
      dirty: seldom,
      unpushed: seldom,
      ageMs: fc.constantFrom(0, graceMs - 1000, graceMs, 2 * graceMs),
    }),
  },
  {
    weight: 1,
    arbitrary: chat.map((one) => ({ op: 'unknown-worktree', chat: one }) as const),
  },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(1000, 3 * heartbeatMs, idleTtlMs / 2, idleTtlMs + 1000, graceMs + 1000)
      .map((ms) => ({ op: 'pass', ms }) as const),
  },
];

const program: fc.Arbitrary<PoolProgram> = fc.record({
  commands: fc.array(fc.oneof(...COMMANDS), { minLength: 2, maxLength: 14 }),
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

function isClaimed({ op }: PoolCommand, { abort, crash, close, reaper, heartbeat }: ResolvedPoolClaims): boolean {
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
    case 'stall':
      return heartbeat === 'watched';
    default:
      return true;
  }
}
