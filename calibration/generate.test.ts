import { expect, test } from 'vitest';
import { diskLogOf } from '../harness/disk/disk-log.ts';
import { generateProgram, generateSchedule } from './generate.ts';
import type { Program } from './program.ts';
import { simulate } from './simulate.ts';

const NUMBERS = Array.from({ length: 300 }, (_, number) => number);

function operationsOf(program: Program): number {
  const { trace, start } = simulate(program);
  return diskLogOf(trace, start).operations.length;
}

test('equal arguments give equal programs and schedules', () => {
  const program = generateProgram(1, 17);
  expect(generateProgram(1, 17)).toEqual(program);
  expect(generateProgram(2, 17)).not.toEqual(program);
  const at = { seed: 1, number: 17, run: 2 };
  expect(generateSchedule(program, at)).toEqual(generateSchedule(program, at));
  expect(generateSchedule(program, { ...at, run: 0 })).toEqual([]);
});

test('every program succeeds, changes something, and is small enough for all of its states', () => {
  const counts = NUMBERS.map((number) => operationsOf(generateProgram(1, number)));
  expect(Math.min(...counts)).toBeGreaterThan(0);
  expect(Math.max(...counts)).toBeLessThanOrEqual(11);
});

test('programs differ, and every call occurs', () => {
  const programs = NUMBERS.map((number) => generateProgram(1, number));
  expect(new Set(programs.map((program) => JSON.stringify(program))).size).toBeGreaterThan(280);
  const calls = new Set(programs.flatMap((program) => program.calls.map(({ call }) => call)));
  const wanted = ['close', 'fdatasync', 'fsync', 'ftruncate', 'link', 'mkdir', 'open', 'rename', 'unlink', 'write'];
  expect([...calls].sort()).toEqual(wanted);
});

test('schedules bring about every kind of background activity, within the program', () => {
  const seen = new Set<string>();
  for (const number of NUMBERS) {
    const program = generateProgram(1, number);
    for (const { background, before } of generateSchedule(program, { seed: 1, number, run: 1 })) {
      seen.add(background);
      expect(before).toBeLessThanOrEqual(program.calls.length);
    }
  }
  expect([...seen].sort()).toEqual(['commit', 'writeback', 'writeback-begins']);
});
