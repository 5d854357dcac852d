import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { isMessage } from './is-message.ts';
import type { Mutant } from './mutant.ts';
import type { MutatedStore } from './stores.ts';

/** Whatever the instrumenter logs is of no interest: what it finds is all that is wanted of it. */
const SILENT = new Proxy({} as never, {
  get: (_, method) => (String(method).startsWith('is') ? () => false : () => undefined),
});

/**
 * All mutants of the modules that a store is made of, in the order of its files. Texts of errors are left out: who reads them is a person.
 *
 * @param root directory of the project.
 */
export async function findMutants(root: string, { folders }: MutatedStore): Promise<Mutant[]> {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((file) => file.endsWith('.ts') && !file.includes('.test'))
      .sort()
      .map((file) => ({ name: `${folder}/${file}`, content: readFileSync(path.join(root, folder, file), 'utf8'), mutate: true })),
  );
  const options = { ignorers: [], excludedMutations: [], plugins: null, noHeader: true };
  const { mutants } = await new Instrumenter(SILENT).instrument(files, options);
  const contents = new Map(files.map(({ name, content }) => [name, content]));
  const seen = new Map<string, number>();
  return mutants.flatMap(({ fileName, mutatorName: mutator, location: { start, end }, replacement }) => {
    const content = contents.get(fileName) ?? '';
    const [from, to] = [offsetOf(content, start), offsetOf(content, end)];
    if (mutator === 'StringLiteral' && isMessage(content, from)) return [];
    const original = content.slice(from, to);
    const statement = lineAround(content, from);
    const same = `${fileName} ${mutator}: ${statement}: ${brief(original)} -> ${brief(replacement)}`;
    const count = (seen.get(same) ?? 0) + 1;
    seen.set(same, count);
    return {
      file: fileName,
      mutator,
      line: start.line + 1,
      from,
      to,
      original,
      replacement,
      key: count === 1 ? same : `${same} (${count})`,
    };
  });
}

/** @param position line and column, from 0. */
function offsetOf(content: string, { line, column }: { line: number; column: number }): number {
  let start = 0;
  for (let passed = 0; passed < line; passed++) start = content.indexOf('\n', start) + 1;
  return start + column;
}

function lineAround(content: string, offset: number): string {
  const start = content.lastIndexOf('\n', offset - 1) + 1;
  const end = content.indexOf('\n', offset);
  return content.slice(start, end === -1 ? content.length : end).trim();
}

/** On one line, and not for ever. */
function brief(code: string): string {
  const line = code.replace(/\s+/g, ' ');
  return line.length <= 60 ? line : `${line.slice(0, 57)}...`;
}
