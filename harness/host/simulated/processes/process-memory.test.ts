import { expect, test } from 'vitest';
import type { Order } from './order.ts';
import { ProcessForgot, ProcessMemory } from './process-memory.ts';
import type { ProcessThread } from './process-thread.ts';
import type { ProcessReport } from './report.ts';

const step = (actor: number): Order[] => [{ order: 'step', actor }];
const roots = { known: '/cw-9', own: '/cw-1' };

/** A thread that answers as it is told, and writes down what it was asked. */
function thread(answers: (actor: number) => Partial<ProcessReport> = (actor) => ({ nextTimerMs: actor })) {
  const asked: number[] = [];
  const deaths: string[] = [];
  const exchange = (_: number, [order]: readonly Order[]): ProcessReport => {
    const actor = order?.order === 'step' ? order.actor : -1;
    asked.push(actor);
    return { events: [], news: {}, busy: true, nextTimerMs: undefined, heads: [], ...answers(actor) };
  };
  return { asked, deaths, thread: { exchange, die: () => deaths.push('died') } as unknown as ProcessThread };
}

test('what was asked before is not asked again, and the thread hears of it before it is asked something new', () => {
  const memory = new ProcessMemory();
  const one = thread();
  const first = memory.recall(0, one.thread, roots);
  for (const actor of [1, 2, 3]) first.exchange(1, step(actor));
  expect(one.asked).toEqual([1, 2, 3]);
  const second = memory.recall(0, one.thread, roots);
  expect([1, 2].map((actor) => second.exchange(1, step(actor))?.nextTimerMs)).toEqual([1, 2]);
  expect(one.asked).toEqual([1, 2, 3]);
  second.die();
  expect(one.deaths).toEqual([]);
  expect(second.exchange(1, step(4))?.nextTimerMs).toBe(4);
  expect(one.asked).toEqual([1, 2, 3, 1, 2, 4]);
  second.die();
  expect(one.deaths).toEqual(['died']);
});

test('who is alive, and which process it is, makes a difference', () => {
  const memory = new ProcessMemory();
  const one = thread();
  memory.recall(0, one.thread, roots).exchange(3, step(1));
  memory.recall(0, one.thread, roots).exchange(1, step(1));
  memory.recall(1, one.thread, roots).exchange(3, step(1));
  expect(one.asked).toEqual([1, 1, 1]);
});

test('a process that answers otherwise than before is found out, and is not remembered for ever', () => {
  const memory = new ProcessMemory();
  let count = 0;
  const counting = thread(() => ({ nextTimerMs: count++ }));
  for (let forgotten = 0; forgotten < 3; forgotten++) {
    expect(memory.isKept).toBe(true);
    const first = memory.recall(0, counting.thread, roots);
    for (const actor of [1, 2]) first.exchange(1, step(actor));
    const second = memory.recall(0, counting.thread, roots);
    second.exchange(1, step(1));
    expect(() => second.exchange(1, step(3))).toThrow(ProcessForgot);
    memory.forget();
  }
  expect(memory.isKept).toBe(false);
});

test('what it noticed is news only once, and no other answer', () => {
  const memory = new ProcessMemory();
  const notices = { outsideWrites: new Map() } as never;
  let told = false;
  const noticing = thread(() => {
    const news = told ? {} : { notices };
    told = true;
    return { news };
  });
  memory.recall(0, noticing.thread, roots).exchange(1, step(1));
  const again = memory.recall(0, noticing.thread, roots);
  expect(again.exchange(1, step(1))?.news).toEqual({ notices });
  expect(() => again.exchange(1, step(2))).not.toThrow();
});
