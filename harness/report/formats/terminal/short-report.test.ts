import { expect, test } from 'vitest';
import { telling } from '../../../judge/telling.ts';
import type { Report, RequirementReport } from '../../../verdict/report.ts';
import type { Detail } from '../../page.ts';
import { sampleRaceRequirement } from '../../sample-race.test-data.ts';
import { sampleCounterexample, sampleReport, sampleRequirement } from '../../sample-report.test-data.ts';
import { terminal } from './terminal.ts';

function linesOf(report: Report, { width = 100, detail = 'usual' }: { width?: number; detail?: Detail } = {}): string[] {
  const text = terminal.render(report, { color: false, width, telling, detail });
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

const SUITES = ['crash-injection', 'concurrent-patch', 'torn-read', 'corrupt-file-repair', 'async-append-rejection', 'identity'];
const passed = SUITES.flatMap((suite, index) => [1, 2, 3].map((n) => sampleRequirement({ id: `X${index}-${n}`, suite })));
const failures = (count: number): RequirementReport[] =>
  Array.from({ length: count }, (_, index) => {
    const requirement = `CRASH-${index + 1}`;
    const observed = 'Session `alpha` is gone, and nothing says so. '.repeat(5);
    return sampleRequirement({
      id: requirement,
      verdict: 'fail',
      counterexample: sampleCounterexample({ requirement, observed }),
      counterexampleFile: `.crashworthy/x-${requirement}.json`,
    });
  });

test('shows every verdict, and the findings but for notes', async () => {
  await expect(linesOf(sampleReport()).join('\n')).toMatchFileSnapshot('./short.golden.txt');
});

test('of a store that conforms: the verdict, a line a suite, and what it could claim', () => {
  const requirements = [...passed, sampleRequirement({ id: 'X-9', verdict: 'not-applicable', reason: 'it has no append' })];
  const report = sampleReport({ verdict: 'conforms', holds: 'AAA', requirements, findings: [] });
  expect(linesOf(report)).toEqual([
    'CONFORMS  json-store (@acme/json-store@1.2.3) · level AAA · 18 passed · 1 not applicable',
    ...SUITES.map((suite) => `  ✓ ${suite.padEnd(22)}  3 passed`),
    'What else it could claim: npx crashworthy probe ./json-store.adapter.ts',
    'crashworthy 0.1.0 · simulated host · process-kill model · default effort · seed 1 · 2.3 s',
  ]);
});

test.each([1, 5, 9, 14, 40])('of a store with %i failures, about forty lines, and the story of the worst one', (count) => {
  const lines = linesOf(sampleReport({ requirements: [...passed, ...failures(count)], findings: [] }));
  expect(lines.length).toBeLessThanOrEqual(41);
  expect(lines[0]).toBe(`BROKEN  json-store (@acme/json-store@1.2.3) · 18 passed · ${count} failed`);
  expect(lines.some((line) => line.startsWith('─── CRASH-1  MUST'))).toBe(true);
  for (const part of [/^Expected {2}/, /^Found {5}/, /^At {8}/, /^Replay {4}/])
    expect(lines.some((line) => part.test(line))).toBe(true);
  expect(lines.filter((line) => line.startsWith('  failed  ')).length).toBeGreaterThanOrEqual(Math.min(count, 5));
});

test('what a user loses in a kill comes before what goes in a race, and warnings last', () => {
  const requirements = [
    sampleRequirement({ id: 'TORN-1', loss: 'reader', verdict: 'fail' }),
    sampleRequirement({ id: 'CRASH-7', loss: 'kill', severity: 'SHOULD', verdict: 'fail' }),
    { ...sampleRaceRequirement(), id: 'PATCH-1', loss: 'race' as const },
    sampleRequirement({ id: 'CRASH-8', loss: 'power-loss', verdict: 'fail' }),
    sampleRequirement({ id: 'CRASH-1', loss: 'kill', verdict: 'fail' }),
  ];
  const ids = linesOf(sampleReport({ requirements, findings: [] })).flatMap(
    (line) => /^ {2}(?:failed|warning) +(\S+)/.exec(line)?.slice(1) ?? [],
  );
  expect(ids).toEqual(['CRASH-1', 'CRASH-8', 'PATCH-1', 'TORN-1', 'CRASH-7']);
});

test.each([60, 80, 120])('keeps within %i columns, a line a failure', (width) => {
  const lines = linesOf(sampleReport({ requirements: [...passed, ...failures(3)], findings: [] }), { width });
  expect(lines.filter((line) => line.startsWith('  failed '))).toHaveLength(3);
  expect(lines.filter((line) => [...line].length > width && !line.includes('npx crashworthy'))).toEqual([]);
});

test('what could not be tested is told once for all with one reason', () => {
  const requirements = ['A-1', 'A-2', 'B-1'].map((id) =>
    sampleRequirement({ id, verdict: 'not-testable', reason: id === 'B-1' ? 'no disk can be mounted' : 'the run ended early' }),
  );
  const lines = linesOf(sampleReport({ verdict: 'incomplete', requirements, findings: [] }));
  expect(lines).toContain('  not testable  A-1, A-2: the run ended early');
  expect(lines).toContain('  not testable  B-1: no disk can be mounted');
  expect(lines.join(' ')).toMatch(/Nothing that was tested is broken/);
});

test('quiet: the verdict, and a line a failure or error', () => {
  const lines = linesOf(sampleReport({ requirements: [...passed, ...failures(2)] }), { detail: 'quiet' });
  expect(lines.map((line) => line.slice(0, 18))).toEqual([
    'BROKEN  json-store',
    '  failed  CRASH-1 ',
    '  failed  CRASH-2 ',
    '  CW_STORE_EXITED ',
  ]);
});

test('two runs differ in the last line alone', () => {
  const other = sampleReport({ times: { startedAt: '2027-01-01T00:00:00.000Z', durationMs: 99_000 } });
  const [one, two] = [sampleReport(), other].map((report) => linesOf(report));
  expect(one?.slice(0, -1)).toEqual(two?.slice(0, -1));
  expect([one?.at(-1), two?.at(-1)].map((line) => line?.split(' · ').at(-1))).toEqual(['2.3 s', '99 s']);
});

test('a store cannot write escape sequences or lines of its own', () => {
  const [one] = failures(1);
  const counterexample = sampleCounterexample({ observed: 'boom \u001b[2J\u001b]0;title\u0007\nCONFORMS' });
  const lines = linesOf(sampleReport({ requirements: [{ ...one, counterexample } as RequirementReport], findings: [] }));
  expect(lines.join('\n')).not.toContain('\u001b');
  expect(lines[1]).toMatch(/^ {2}failed {2}CRASH-1 {3}after a kill: boom .*CONFORMS/);
  expect(lines.filter((line) => line.startsWith('CONFORMS'))).toEqual([]);
});
