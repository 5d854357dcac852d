import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { completionFor } from './completion.ts';
import { COMMANDS, OPTIONS } from './options.ts';

/** What bash offers for the last of these words. */
async function offered(...words: string[]): Promise<string[]> {
  const script = `${completionFor('bash')}
COMP_WORDS=(crashworthy ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}
_crashworthy; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await execa('bash', ['-c', script], { cwd: new URL('..', import.meta.url) });
  return stdout.split('\n').filter(Boolean);
}

describe('in bash', () => {
  test.each<[string[], string[]]>([
    [['pro'], ['probe']],
    [['run', './x.ts', '--effort', 'q'], ['quick']],
    [
      ['./x.ts', '--level', ''],
      ['A', 'AA', 'AAA'],
    ],
    [['merge', 'a.json', '--fail'], ['--fail-on']],
    [['replay', '--js'], []],
    [['list', '--js'], ['--json']],
    [['./x.ts', '-r', 'jun'], []],
    [['./x.ts', '--reporter', 'jun'], ['junit']],
    [['doctor', 'verd'], ['verdict']],
  ])('%j', async (words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });
});

test.each(['bash', 'zsh', 'fish'] as const)('%s knows all commands and options', (shell) => {
  const script = completionFor(shell);
  const dashes = shell === 'fish' ? '-l ' : '--';
  expect(COMMANDS.filter((command) => !script.includes(command))).toEqual([]);
  expect(Object.keys(OPTIONS).filter((name) => !script.includes(`${dashes}${name}`))).toEqual([]);
});
