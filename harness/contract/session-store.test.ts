import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const file = path.join(root, 'harness/contract/test-data/stores-of-users.ts');

// Each of them may be what a user's project has set.
test.each([
  {},
  { exactOptionalPropertyTypes: true },
  { moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext },
])('stores as people write them fit the contract without a cast: %j', (options) => {
  expect(existsSync(path.join(root, 'dist/index.d.ts'))).toBe(true);
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    ...options,
  });
  const said = ts.getPreEmitDiagnostics(program).map(({ messageText, start = 0 }) => {
    const line = program.getSourceFile(file)?.getLineAndCharacterOfPosition(start).line ?? 0;
    return `${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
  expect(said).toEqual([]);
});

test('the public types have no `any`', () => {
  const program = ts.createProgram([path.join(root, 'dist/index.d.ts')], { module: ts.ModuleKind.NodeNext, skipLibCheck: true });
  const ours = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(path.join(root, 'dist')));
  expect(ours.length).toBeGreaterThan(5);
  const found: string[] = [];
  for (const source of ours) {
    const visit = (node: ts.Node): void => {
      if (node.kind === ts.SyntaxKind.AnyKeyword) found.push(`${source.fileName}: ${node.parent.getText(source)}`);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  expect(found).toEqual([]);
});
