import { expect, test } from 'vitest';
import { createProgress } from './progress.ts';

const CLEAR_LINE = '\r\u001b[2K';
const facts = { workloads: 10, totalWorkloads: 1200, images: 4000, failures: [] };

function recorded({ enabled = true, columns = 120 } = {}) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const stream = { columns, write: (text: string) => written.push(text) };
  return { written, clock, progress: createProgress(stream, { enabled, now: () => clock.ms }) };
}

test('is silent where it is not enabled', () => {
  const { written, progress } = recorded({ enabled: false });
  progress.update(facts);
  progress.clear();
  expect(written).toEqual([]);
});

test('shows the workloads, the images, their rate and the failures', () => {
  const { written, clock, progress } = recorded();
  clock.ms = 2000;
  progress.update({ ...facts, suite: 'crash-injection', failures: ['CRASH-1', 'CRASH-4'] });
  expect(written).toEqual([
    `${CLEAR_LINE}crash-injection · 10/1,200 workloads · 4,000 crash images · 2,000/s · failed: CRASH-1, CRASH-4`,
  ]);
});

test('writes at most ten times a second', () => {
  const { written, clock, progress } = recorded();
  for (clock.ms = 0; clock.ms < 1000; clock.ms += 1) progress.update(facts);
  expect(written).toHaveLength(10);
});

test('never fills the line, which would wrap', () => {
  const { written, progress } = recorded({ columns: 30 });
  progress.update(facts);
  expect(written.map((text) => text.slice(CLEAR_LINE.length).length)).toEqual([29]);
});

test('clear removes the line once, and the next update shows it at once', () => {
  const { written, progress } = recorded();
  progress.clear();
  progress.update(facts);
  progress.clear();
  progress.clear();
  progress.update(facts);
  expect(written.map((text) => text === CLEAR_LINE)).toEqual([false, true, false]);
});
