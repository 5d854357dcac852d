import { expect, test } from 'vitest';
import type { Report, RequirementReport } from '../../../verdict/report.ts';
import { sampleCounterexample, sampleReport, sampleRequirement } from '../../sample-report.test-data.ts';
import { renderGithub } from './github.ts';

function commands(changes: Partial<Report>, directory?: string): string[] {
  return renderGithub(sampleReport({ requirements: [], findings: [], ...changes }), directory)
    .trimEnd()
    .split('\n');
}

const failed = (changes: Partial<RequirementReport> = {}) =>
  sampleRequirement({ id: 'CRASH-1', title: 'kept', verdict: 'fail', counterexample: sampleCounterexample(), ...changes });

test('a MUST that failed is an error on the line of the store', () => {
  expect(commands({ requirements: [failed({ counterexampleFile: '.crashworthy/my store.json' })] })[0]).toBe(
    '::error file=src/json-store.ts,line=42,col=7,title=CRASH-1%3A kept::Session a cannot be read: Unexpected end of JSON input.%0A' +
      'Expected: Session a has title "one", because create was acknowledged before the crash.%0A' +
      "npx crashworthy replay '.crashworthy/my store.json'",
  );
});

test('in a package of a repository the file is named from its root', () => {
  expect(commands({ requirements: [failed()] }, 'packages/a')[0]).toMatch(
    /^::error file=packages\/a\/src\/json-store\.ts,line=42,/,
  );
});

test.each<[what: string, Partial<Report>, RegExp]>([
  ['a SHOULD', { requirements: [failed({ severity: 'SHOULD' })] }, /^::warning file=src\/json-store\.ts,line=42,col=7,title=/],
  ['a failure without a line', { requirements: [sampleRequirement({ verdict: 'fail' })] }, /^::error title=CRASH-2%3A /],
  [
    'a finding that breaks the verdict',
    { findings: [{ code: 'CW_X', level: 'error', message: 'a', hint: 'b' }] },
    /^::error title=CW_X::a%0AHint: b$/,
  ],
  ['another finding', { findings: [{ code: 'CW_X', level: 'warning', message: 'a' }] }, /^::warning title=CW_X::a$/],
  ['a note', { findings: [{ code: 'CW_X', level: 'note', message: 'a' }] }, /^::notice title=CW_X::a$/],
  [
    'what could not be decided, once for each reason',
    {
      requirements: ['A-1', 'A-2'].map((id) => sampleRequirement({ id, verdict: 'not-testable', reason: 'no disk' })),
    },
    /^::warning title=A-1%2C A-2::not-testable: no disk$/,
  ],
])('%s', (_what, changes, expected) => {
  expect(commands(changes)[0]).toMatch(expected);
});

test('the worst comes first, and the verdict last', () => {
  const requirements = [
    failed({ id: 'SOME-1', loss: 'kill', severity: 'SHOULD' }),
    failed({ id: 'DAMAGE-1', loss: 'damage' }),
    failed({ id: 'KILL-1', loss: 'kill' }),
    sampleRequirement(),
  ];
  const lines = commands({ requirements, holds: 'A' });
  expect(lines.map((line) => /title=([A-Za-z0-9-]+)/.exec(line)?.[1])).toEqual(['KILL-1', 'DAMAGE-1', 'SOME-1', 'crashworthy']);
  expect(lines.at(-1)).toBe('::notice title=crashworthy::json-store: broken, level A holds, 1 passed, 2 failed, 1 warning');
});

test('what is put up with is no warning', () => {
  const requirements = [sampleRequirement(), sampleRequirement({ verdict: 'not-testable' })];
  expect(commands({ verdict: 'incomplete', allowNotTestable: true, requirements })).toHaveLength(1);
  expect(commands({ verdict: 'incomplete', requirements })).toHaveLength(2);
});

test('what a store says can neither end a command nor a property, nor begin one', () => {
  const observed = '100%\r\n::error::mine\r::set-output name=a::b';
  const counterexample = sampleCounterexample({
    observed,
    callSite: { api: 'x', file: 'a,line=9::b%0A\n::c.ts', line: 1, column: 2 },
  });
  const lines = commands({ requirements: [failed({ title: 'x,file=y::z', counterexample })] });
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain(
    'file=a%2Cline=9%3A%3Ab%250A%0A%3A%3Ac.ts,line=1,col=2,title=CRASH-1%3A x%2Cfile=y%3A%3Az::100%25%0A::error::mine',
  );
});
