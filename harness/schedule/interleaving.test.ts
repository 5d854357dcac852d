import { describe, expect, test } from 'vitest';
import type { Turn } from '../verdict/counterexample.ts';
import { type Client, Interleaving } from './interleaving.ts';

/** Clients `a` and `b` with so many steps each; `b` has to be started. `blocked` says who has to have taken how many steps first. */
function play(
  turns: readonly Turn[],
  { a, b, blocked = () => false }: { a: number; b: number; blocked?: (client: string, taken: string) => boolean },
) {
  const left: { [client: string]: number } = { a, b };
  let taken = '';
  const started: string[] = [];
  const canStep = (client: string) =>
    (client === 'a' || started.includes('b')) && (left[client] ?? 0) > 0 && !blocked(client, taken);
  const step = (client: string) => {
    if (!canStep(client)) return false;
    left[client] = (left[client] ?? 0) - 1;
    taken += client;
    return true;
  };
  const isDone = (client: string) => () => left[client] === 0;
  const clients: Client[] = [
    { name: 'a', isDone: isDone('a') },
    { name: 'b', start: () => void started.push('b'), isDone: isDone('b') },
  ];
  const interleaving = new Interleaving({ canStep, step }, clients, turns);
  while (interleaving.proceed()) if (taken.length > 100) throw new Error('no end');
  return { taken, started };
}

describe('an interleaving', () => {
  test.each<[string, readonly Turn[], string]>([
    ['follows the turns', [{ client: 'a', steps: 2 }, { client: 'b', steps: 1 }, { client: 'a' }, { client: 'b' }], 'aabaabb'],
    [
      'goes on to the next turn when a client is done',
      [
        { client: 'a', steps: 9 },
        { client: 'b', steps: 9 },
      ],
      'aaaabbb',
    ],
    [
      'lets everybody finish after the last turn, in order',
      [
        { client: 'a', steps: 1 },
        { client: 'b', steps: 1 },
      ],
      'abaaabb',
    ],
    ['starts a client when its first turn comes', [{ client: 'b' }], 'bbbaaaa'],
    ['needs no turns', [], 'aaaabbb'],
    ['skips clients that do not exist', [{ client: 'c' }, { client: 'b', steps: 1 }], 'baaaabb'],
  ])('%s', (_, turns, expected) => {
    const { taken, started } = play(turns, { a: 4, b: 3 });
    expect(taken).toBe(expected);
    expect(started).toEqual(['b']);
  });

  test('whoever waits for another is not waited for: the other goes on, out of turn', () => {
    const needs = (client: string, taken: string) => client === 'b' && taken.split('a').length - 1 < 3;
    const turns = [{ client: 'a', steps: 1 }, { client: 'b', steps: 2 }, { client: 'a' }];
    expect(play(turns, { a: 4, b: 3, blocked: needs }).taken).toBe('aaabbab');
  });

  test('two that wait for each other stop: time has to pass', () => {
    expect(play([{ client: 'a' }], { a: 2, b: 2, blocked: () => true }).taken).toBe('');
  });
});

test('a patient one does not let others go before it', () => {
  const stepped: string[] = [];
  const steps = { canStep: (name: string) => name === 'b', step: (name: string) => name === 'b' && stepped.push(name) > 0 };
  const clients = [
    { name: 'a', isDone: () => false },
    { name: 'b', isDone: () => false },
  ];
  const interleaving = new Interleaving(steps, clients, [{ client: 'a' }]);
  expect(interleaving.proceed({ patient: true })).toBe(false);
  expect(stepped).toEqual([]);
  expect(interleaving.proceed()).toBe(true);
  expect(stepped).toEqual(['b']);
});
