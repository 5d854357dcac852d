import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, expect, test } from 'vitest';
import { spawnInOwnGroup } from './spawn-program.ts';
import { stdioAdapter } from './stdio-adapter.ts';
import { StdioClient } from './stdio-client.ts';

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
const valid = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(read('schema/protocol.schema.json')),
);
const directory = mkdtempSync(path.join(os.tmpdir(), 'crashworthy-protocol-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Of each line that is not valid, why. */
function amiss(lines: readonly string[]): unknown[] {
  return lines.flatMap((line) =>
    valid(JSON.parse(line)) ? [] : [{ line, errors: valid.errors?.map(({ message }) => message) }],
  );
}

test('the lines that docs/protocol.md shows are valid', () => {
  const lines = [...read('docs/protocol.md').matchAll(/^[<>] (\{.*\})$/gm)].map(([, line = '']) => line);
  expect(lines.length).toBeGreaterThan(10);
  expect(amiss(lines)).toEqual([]);
});

test('what both sides write is valid', async () => {
  const written: string[] = [];
  const program = fileURLToPath(new URL('test-data/bad-program.mjs', import.meta.url));
  const spawn: typeof spawnInOwnGroup = (command) => {
    const running = spawnInOwnGroup(command);
    const { write } = running.stdin;
    running.stdin.write = (chunk: unknown, ...rest: unknown[]) => {
      written.push(String(chunk));
      return Reflect.apply(write, running.stdin, [chunk, ...rest]);
    };
    running.stdout.on('data', (chunk: Buffer) => written.push(chunk.toString()));
    return running;
  };
  const adapter = await stdioAdapter({ argv: [process.execPath, program, 'tells'] }, { spawn });
  const store = await adapter.open({ dir: directory, onError: () => {} });
  const odd = { bytes: new Uint8Array([1, 2]), minus: -0, like: { $b64: 'x' }, surrogate: '\ud800', separator: '\u2028' };
  await store.append?.('\ud800', odd as never);
  await store.append?.('s', { $number: 'one' });
  expect(await store.read('\ud800')).toEqual({ records: [odd] });
  const failing = await StdioClient.start({ argv: [process.execPath, program, 'fails'] }, { spawn });
  await expect(failing.request('append', { instance: 'a', session: 's', record: 1 })).rejects.toThrow('full');
  await failing.exit();
  await expect(store.read('s')).resolves.toEqual({ records: [{ $number: 'one' }] });
  const lines = written.flatMap((text) => text.split('\n')).filter((line) => line !== '');
  expect(lines.length).toBeGreaterThan(10);
  expect(amiss(lines)).toEqual([]);
});

test.each([
  ['a request without an id', { op: 'ping' }],
  ['another version', { cw: 2, id: 0, op: 'hello', seed: 1, deadlineMs: 1 }],
  ['a relative directory', { id: 1, op: 'open', instance: 'a', dir: 'x' }],
  ['an append without a record', { id: 1, op: 'append', instance: 'a', session: 's' }],
  ['an unknown escape', { id: 1, op: 'append', instance: 'a', session: 's', record: { $date: 1 } }],
  ['fields that look like an escape', { id: 1, op: 'patch', instance: 'a', session: 's', fields: { $x: 1 } }],
  ['neither ok nor error', { id: 1 }],
  ['both', { id: 1, ok: null, error: { message: 'x' } }],
  ['an error without a message', { id: 1, error: {} }],
])('not valid: %s', (_, message) => {
  expect(valid(message)).toBe(false);
});
