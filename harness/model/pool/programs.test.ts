import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolvePoolClaims } from '../../contract/pool-claims.ts';
import type { PoolProgram } from './command.ts';
import { generatedPrograms, withinClaims } from './generated-programs.ts';
import { NAMED_PROGRAMS } from './named-programs.ts';
import { smallerPrograms } from './smaller-programs.ts';

const NOTHING = resolvePoolClaims({ sessions: 'any' });
const EVERYTHING = resolvePoolClaims({
  sessions: 'by-key',
  abort: 'interrupts',
  crash: 'respawns',
  close: 'evicts',
  reaper: 'removes-orphans',
  heartbeat: 'watched',
  dispose: 'drains',
});

test('equal seeds give equal programs, other seeds others', () => {
  expect(generatedPrograms(30, 7)).toEqual(generatedPrograms(30, 7));
  expect(generatedPrograms(30, 7)).not.toEqual(generatedPrograms(30, 8));
});

test('every kind of command is generated, and named', () => {
  const opsOf = (programs: readonly PoolProgram[]) => new Set(programs.flatMap(({ commands }) => commands.map(({ op }) => op)));
  expect([...opsOf(generatedPrograms(500, 1))].sort()).toEqual([...opsOf(NAMED_PROGRAMS)].sort());
});

test('what a pool does not claim is not done to it', () => {
  for (const program of NAMED_PROGRAMS) expect(withinClaims(program, EVERYTHING)).toEqual(program);
  const left = NAMED_PROGRAMS.flatMap((program) => withinClaims(program, NOTHING)?.commands ?? []);
  expect([...new Set(left.map(({ op }) => op))].sort()).toEqual(['delta', 'pass', 'prompt', 'spawn-fails', 'sweep', 'terminal']);
  expect(
    withinClaims(
      {
        commands: [
          { op: 'close', chat: 'a' },
          { op: 'pass', ms: 1 },
        ],
        choices: [],
      },
      NOTHING,
    ),
  ).toBe(undefined);
});

/** Fewer commands, then an earlier kill or none, then a plainer order, then plainer commands. */
function size({ commands, choices, crash }: PoolProgram): number[] {
  const order = choices.reduce((sum, choice) => sum + choice, choices.length);
  const plain = JSON.stringify(commands)
    .replaceAll('true', '~~~~~')
    .replaceAll(/"(b|y)"/g, '"z"');
  return [commands.length, crash === undefined ? 0 : crash.changes + 1, order, (plain.match(/~~~~~|"z"/g) ?? []).length];
}

test('every smaller program is smaller, so that shrinking ends', () => {
  const seeds = fc.nat();
  fc.assert(
    fc.property(seeds, fc.nat({ max: 9 }), (seed, changes) => {
      for (const program of generatedPrograms(3, seed)) {
        const crashed = { ...program, crash: { changes } };
        for (const smaller of smallerPrograms(crashed)) {
          const [before, after] = [size(crashed), size(smaller)];
          const first = before.findIndex((part, index) => part !== after[index]);
          expect(after[first] as number).toBeLessThan(before[first] as number);
        }
      }
    }),
    { numRuns: 30 },
  );
});
