import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import type { Mutant } from './mutant.ts';
import type { MutatedStore } from './stores.ts';

/** A mutant as it can be judged; dispose of it to remove its files. */
export interface MutatedBuild extends Disposable {
  /** The adapter's module. */
  readonly url: URL;
}

/** Where mutants are written, relative to the project. */
export const PLACE = '.crashworthy/mutants';

/**
 * Writes the store with that one change into a folder of its own, from where its imports of the harness lead to what was built.
 *
 * @param root directory of the project, which has been built.
 * @param name of the folder: no two at a time may have the same.
 */
export function buildMutant(root: string, store: MutatedStore, mutant: Mutant, name: string): MutatedBuild {
  const place = path.join(root, PLACE, name);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  const adapter = built(store.adapter);
  cpSync(path.join(root, 'dist/adapters'), path.join(place, 'adapters'), { recursive: true });
  symlinkSync(path.join(root, 'dist/harness'), path.join(place, 'harness'));
  writeFileSync(path.join(place, built(mutant.file)), compiled(mutatedSource(root, mutant)));
  return {
    url: pathToFileURL(path.join(place, adapter)),
    [Symbol.dispose]: () => rmSync(place, { recursive: true, force: true }),
  };
}

function mutatedSource(root: string, { file, from, to, replacement }: Mutant): string {
  const source = readFileSync(path.join(root, file), 'utf8');
  return source.slice(0, from) + replacement + source.slice(to);
}

/** As the project's own build makes it, without its types being looked at: most mutants have none that are right. */
function compiled(source: string): string {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  });
  return outputText;
}

function built(file: string): string {
  return file.replace(/\.ts$/, '.js');
}
