import { expect, test } from 'vitest';
import type { FsEvent } from '../../harness/disk/trace.ts';
import { escapesOf, NOTHING_OUTSIDE, usualOutside } from './escapes.ts';
import type { LivedTrial } from './live-trial.ts';

function livedWith(...events: Partial<FsEvent>[]): LivedTrial<unknown> {
  const trace = events.map((event): FsEvent => ({ type: 'fs', primitive: 'open', api: 'fs.open', effects: [], ...event }));
  const life = { trace } as unknown as LivedTrial<unknown>['lives'][number]['life'];
  const trial = { kind: 'ids', operations: [], reopenBefore: [], sessions: [], looks: 'each' } as const;
  return { trial, lives: [{ first: 0, operations: [], steps: [], life }] };
}

const pathsOf = (lived: LivedTrial<unknown>, usual = NOTHING_OUTSIDE) => escapesOf(lived, usual).map(({ path }) => path);

test.each<[what: string, event: Partial<FsEvent>, escapes: string[]]>([
  ['a file in the directory', { path: '/data/a.json' }, []],
  ['the directory itself', { primitive: 'readdir', path: '/data' }, []],
  ['dots that come back', { path: '/data/sub/../a.json' }, []],
  ['a file beside', { path: '/escaped.json' }, ['../escaped.json']],
  ['dots that lead out', { path: '/data/../escaped.json' }, ['../escaped.json']],
  ['a directory with a longer name', { path: '/data-2/a' }, ['../data-2/a']],
  ['an absolute path', { path: '/cw-outside/escaped' }, ['../cw-outside/escaped']],
  ['a rename to outside', { primitive: 'rename', path: '/data/t', to: '/escaped' }, ['../escaped']],
  ['a removal', { primitive: 'unlink', path: '/escaped' }, ['../escaped']],
  ['what failed', { path: '/escaped', error: 'ENOENT' }, []],
  ['a look where a path leads', { primitive: 'realpath', path: '/escaped' }, []],
  ['the target of a link', { primitive: 'symlink', path: '/elsewhere', to: '/data/link' }, []],
  ['a temporary file', { path: '/tmp/x' }, []],
])('%s', (_, event, escapes) => {
  expect(pathsOf(livedWith(event))).toEqual(escapes);
});

test('what plain ids lead to as well is no escape', () => {
  const locks = usualOutside(livedWith({ path: '/data.lock' }));
  expect(pathsOf(livedWith({ path: '/data.lock' }, { path: '/data.lock-7' }, { path: '/escaped.json' }), locks)).toEqual([
    '../escaped.json',
  ]);
  const home = usualOutside(livedWith({ path: '/home/plain-1/a.json' }));
  expect(pathsOf(livedWith({ path: '/home/%2e%2e%2fescaped/a.json' }), home)).toEqual([]);
  const beside = usualOutside(livedWith({ path: '/s-plain-1.json' }));
  expect(pathsOf(livedWith({ path: '/s-%2e%2e%2fescaped.json' }), beside)).toEqual([]);
});
