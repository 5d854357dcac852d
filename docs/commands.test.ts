import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseArguments } from '../harness/cli/arguments.ts';
import { commandWords } from '../harness/contract/command-words.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(path.join(root, 'docs')).flatMap((file) => (file.endsWith('.md') ? [`docs/${file}`] : [])),
];

/** What follows `npx crashworthy` in lines of code, up to a comment, a pipe or a place for what the reader puts in. */
function commandsIn(text: string): string[] {
  const code = [...text.matchAll(/^(?:```|~~~)(?:sh|console|bash|yaml)\n([\s\S]*?)^(?:```|~~~)/gm)].map(
    ([, block = '']) => block,
  );
  const inline = [...text.matchAll(/`([^`\n]+)`/g)].map(([, words = '']) => words);
  return [...code.flatMap((block) => block.split('\n')), ...inline].flatMap((line) => {
    const [, words] = /npx crashworthy +(.*)$/.exec(line) ?? [];
    const command = words
      ?.replace(/ +[#|>].*$|\).*$/, '')
      .replaceAll(/\$\{\{.*?\}\}/g, '1')
      .replaceAll(/\$CI_NODE_\w+/g, '1');
    // `npx crashworthy probe TARGET`, and lines that go on.
    return command === undefined || /\b(TARGET|FILE|DIR|ID|NAME|SHELL|COMMAND)\b|\.\.\.|\\$|^run$/.test(command) ? [] : [command];
  });
}

test.each(pages)('the command lines of %s are understood', (page) => {
  const refused = commandsIn(readFileSync(path.join(root, page), 'utf8')).flatMap((command) => {
    try {
      parseArguments(commandWords(command));
      return [];
    } catch (error) {
      return [`${command}: ${(error as Error).message}`];
    }
  });
  expect(refused).toEqual([]);
});

test('command lines are found, in blocks and in sentences', () => {
  expect(commandsIn('```sh\nnpx crashworthy a.ts # judges\n```\n\n`npx crashworthy explain CRASH-1`\n')).toEqual([
    'a.ts',
    'explain CRASH-1',
  ]);
  expect(pages.flatMap((page) => commandsIn(readFileSync(path.join(root, page), 'utf8'))).length).toBeGreaterThan(50);
});
