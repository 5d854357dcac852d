import { expect, test } from 'vitest';
import { createProgress } from './progress.ts';

const CLEAR_LINE = '\r\u001b[2K';
const facts = { done: 0.25, images: 4000, failures: [] };

function recorded({ isTTY = true, columns = 120 } = {}) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const stream = { columns, isTTY, write: (text: string) => written.push(text) };
  return { written, clock, progress: createProgress(stream, { now: () => clock.ms }) };
}

test('shows how much is done, how long it took and will take, and what failed', () => {
  const { written, clock, progress } = recorded();
  clock.ms = 4000;
  progress.update({ ...facts, failures: ['CRASH-1', 'CRASH-4'] });
  expect(written).toEqual([`${CLEAR_LINE}25 % in 4 s · about 12 s left · 4,000 crash images · failed: CRASH-1, CRASH-4`]);
});

test('does not guess what is left when hardly anything is done', () => {
  const { written, clock, progress } = recorded();
  clock.ms = 61_000;
  progress.update({ ...facts, done: 0.01 });
  expect(written).toEqual([`${CLEAR_LINE}1 % in 1 min 1 s · 4,000 crash images · no failure so far`]);
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

test('what is to stay takes the place of the line', () => {
  const { written, progress } = recorded();
  progress.update(facts);
  progress.note('CRASH-1 failed');
  expect(written.slice(1)).toEqual([CLEAR_LINE, 'CRASH-1 failed\n']);
});

test('where there is no terminal it writes a line every ten seconds, without escapes', () => {
  const { written, clock, progress } = recorded({ isTTY: false });
  for (clock.ms = 0; clock.ms < 30_000; clock.ms += 1000) progress.update(facts);
  progress.note('CRASH-1 failed');
  progress.clear();
  expect(written).toEqual([
    '25 % in 10 s · about 30 s left · 4,000 crash images · no failure so far\n',
    '25 % in 20 s · about 1 min 0 s left · 4,000 crash images · no failure so far\n',
  ]);
});
