import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SessionRow } from '../../contract/pool.ts';
import { DurableRows } from './durable-rows.ts';

let dir: string;
let told: string[];

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'cw-rows-'));
  told = [];
});
afterEach(() => rmSync(dir, { recursive: true }));

const open = () =>
  DurableRows.open(dir, {
    putting: ({ sessionId }) => void told.push(`putting ${sessionId}`),
    written: ({ sessionId }) => void told.push(`written ${sessionId}`),
    deleting: ({ agent }) => void told.push(`deleting ${agent}`),
    pass: async () => {},
  });

const row = (agent: string, sessionId: string): SessionRow => ({ chat: 'a', agent, sessionId, status: 'idle' });

test('a row replaces the one of its key, and is found again', async () => {
  const rows = await open();
  await rows.put(row('x', 's-1'));
  await Promise.all([rows.put(row('y', 's-2')), rows.put(row('x', 's-3'))]);
  await rows.delete({ chat: 'a', agent: 'y' });
  expect(told).toEqual(['putting s-1', 'written s-1', 'putting s-2', 'putting s-3', 'written s-2', 'written s-3', 'deleting y']);
  const again = await open();
  expect(await again.list()).toEqual([row('x', 's-3')]);
  expect(await again.get({ chat: 'a', agent: 'x' })).toEqual(row('x', 's-3'));
  expect(await again.get({ chat: 'a', agent: 'y' })).toBe(undefined);
});

test('what a kill cut off has never been, and the next row stands alone', async () => {
  const rows = await open();
  await rows.put(row('x', 's-1'));
  appendFileSync(path.join(dir, 'rows.jsonl'), '{"put":{"chat":"a"');
  const again = await open();
  expect(again.all).toEqual([row('x', 's-1')]);
  await again.put(row('y', 's-2'));
  expect((await open()).all).toEqual([row('x', 's-1'), row('y', 's-2')]);
  expect(readFileSync(path.join(dir, 'rows.jsonl'), 'utf8').split('\n')).toHaveLength(3);
});
