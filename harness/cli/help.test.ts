import { expect, test } from 'vitest';
import { commandWords } from '../contract/command-words.ts';
import { REPORT_FORMATS } from '../report/formats/index.ts';
import { parseArguments } from './arguments.ts';
import { helpText } from './help.ts';
import { COMMANDS, OPTIONS_OF } from './options.ts';

test.each([undefined, ...COMMANDS])('help on %s is plain text of at most 100 columns', (topic) => {
  const text = helpText(topic);
  expect(text).toMatch(/^crashworthy[\s\S]*\S\n$/);
  expect(text.split('\n').filter((line) => line.length > 100)).toEqual([]);
});

test('the overview names every command', () => {
  for (const command of COMMANDS.filter((name) => name !== 'run')) expect(helpText()).toContain(`crashworthy ${command}`);
});

test('the help on run names every option of it', () => {
  for (const option of OPTIONS_OF.run.filter((name) => name !== 'help' && name !== 'version'))
    expect(helpText('run')).toContain(`--${option}`);
});

test('the help on run names every form of a report, and what it is for', () => {
  for (const { name, about } of REPORT_FORMATS) {
    const line = helpText('run')
      .split('\n')
      .find((one) => one.startsWith(`${' '.repeat(35)}${name} `));
    expect(line?.endsWith(`  ${about}`)).toBe(true);
  }
});

test('every example parses', () => {
  const examples = [undefined, ...COMMANDS].flatMap(
    (topic) =>
      helpText(topic)
        .split(/^Examples?$/m)[1]
        ?.trim()
        .split('\n') ?? [],
  );
  expect(examples.length).toBeGreaterThan(8);
  for (const example of examples) {
    const words = commandWords(example.replace(/ > .*/, ''));
    expect(() => parseArguments(words.slice(words.indexOf('crashworthy') + 1))).not.toThrow();
  }
});
