import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { FileChanges } from './file-changes.ts';

let cwd: string;
const at = (name: string): string => path.join(cwd, name);

beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'crashworthy-changes-'));
  for (const name of ['a', 'b', 'beside']) writeFileSync(at(name), name);
});

afterAll(() => rmSync(cwd, { recursive: true }));

test('what was written, replaced, removed or made is told, and what was only touched, or is another file, is not', async () => {
  const told: string[] = [];
  const changes = new FileChanges((files) => told.push(...files.map((file) => path.basename(file))));
  const next = async (change: () => void): Promise<string[]> => {
    told.length = 0;
    change();
    await vi.waitFor(() => expect(told).not.toEqual([]), { timeout: 60_000 });
    return told.concat();
  };
  changes.watch([at('a'), at('b'), at('absent')]);
  expect(await next(() => writeFileSync(at('a'), 'other'))).toEqual(['a']);
  const replace = (): void => {
    writeFileSync(at('b.tmp'), 'other');
    renameSync(at('b.tmp'), at('b'));
  };
  expect(await next(replace)).toEqual(['b']);
  expect(await next(() => rmSync(at('b')))).toEqual(['b']);
  const others = (): void => {
    utimesSync(at('a'), 1, 1);
    writeFileSync(at('beside'), 'other');
    writeFileSync(at('absent'), 'no longer');
  };
  expect(await next(others)).toEqual(['absent']);
  changes.close();
});

test('what changed between two looks at the graph is told', async () => {
  const told: string[] = [];
  const changes = new FileChanges((files) => told.push(...files));
  changes.watch([at('a')]);
  changes.close();
  writeFileSync(at('a'), 'while nobody watched');
  changes.watch([at('a'), at('beside')]);
  await vi.waitFor(() => expect(told).toEqual([at('a')]), { timeout: 60_000 });
  changes.close();
});
