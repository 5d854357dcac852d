import { expect, test } from 'vitest';
import { telling } from '../../../judge/telling.ts';
import type { Report, RequirementReport } from '../../../verdict/report.ts';
import { sampleRaceRequirement } from '../../sample-race.test-data.ts';
import {
  sampleCounterexample,
  samplePowerLossRequirement,
  sampleReport,
  sampleRequirement,
} from '../../sample-report.test-data.ts';
import { renderWhole } from './whole-report.ts';

const plain = { color: false, width: 100, telling };
const failed = sampleRequirement({ verdict: 'fail', counterexample: sampleCounterexample({ requirement: 'CRASH-2' }) });

test('shows every verdict, every part of a failure and the findings', async () => {
  await expect(renderWhole(sampleReport(), plain)).toMatchFileSnapshot('./terminal.golden.txt');
});

test('a race: what each client does, their turns, and why it is a contradiction', async () => {
  const text = renderWhole(sampleReport({ requirements: [sampleRaceRequirement()], findings: [] }), plain);
  await expect(text.slice(text.indexOf('───'))).toMatchFileSnapshot('./terminal-race.golden.txt');
});

test.each([
  [
    'incomplete',
    false,
    ['pass', 'not-testable'],
    /^INCOMPLETE .*\nNothing that was tested is broken[\s\S]*--allow-not-testable\s+puts\s+up\s+with\s+them\.$/m,
  ],
  ['incomplete', true, ['pass', 'not-testable'], /^INCOMPLETE [\s\S]*That is allowed\s+\(--allow-not-testable\)\.$/m],
  ['incomplete', true, ['not-testable'], /--allow-not-testable does not cover this:\s+nothing could be\s+tested/],
  ['broken', true, ['fail', 'not-testable'], /^BROKEN .*\n\d+ workloads/m],
] as const)('%s, not testable allowed: %j, of %j', (verdict, allowNotTestable, verdicts, expected) => {
  const requirements = verdicts.map((one) => (one === 'fail' ? failed : sampleRequirement({ verdict: one, reason: 'because' })));
  const text = renderWhole(sampleReport({ verdict, allowNotTestable, requirements, findings: [] }), {
    color: false,
    width: 120,
    telling,
  });
  expect(text).toMatch(expected);
});

test('color changes nothing but color', () => {
  const colored = renderWhole(sampleReport(), { color: true, width: 100, telling });
  expect(colored).toContain('\u001b[31m');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
  expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(renderWhole(sampleReport(), plain));
});

// Commands are not broken, so that they can be copied.
test.each([60, 80, 120])('prose and excerpts keep within %i columns', (width) => {
  const long = 'word '.repeat(60);
  const counterexample = sampleCounterexample({
    story: [long],
    observed: long,
    files: [{ path: 'a.json', kind: 'file', sizeBytes: 9, excerpt: long }],
  });
  const requirements = [sampleRequirement({ title: long, verdict: 'fail', counterexample }), samplePowerLossRequirement()];
  const text = renderWhole(sampleReport({ requirements, findings: [{ code: 'CW_SAMPLE', level: 'note', message: long }] }), {
    color: false,
    width,
    telling,
  });
  const tooLong = text.split('\n').filter((line) => line.length > width && !line.includes('npx crashworthy replay'));
  expect(tooLong).toEqual([]);
});

test('two runs differ in the last line alone', () => {
  const other = sampleReport({ times: { startedAt: '2027-01-01T00:00:00.000Z', durationMs: 99_000 } });
  const [one, two] = [sampleReport(), other].map((report) => renderWhole(report, plain).trimEnd().split('\n'));
  expect(one?.slice(0, -1)).toEqual(two?.slice(0, -1));
  expect([one?.at(-1), two?.at(-1)]).toEqual(['in 2.3 s', 'in 99 s']);
});

test('a store cannot write escape sequences into the report', () => {
  const observed = 'boom \u001b[2J\u001b]0;title\u0007\u0000 \u202e';
  const requirements = [sampleRequirement({ verdict: 'fail', counterexample: sampleCounterexample({ observed }) })];
  const text = renderWhole(sampleReport({ requirements }), plain);
  expect(text).toContain('Found     boom \\u0000 \\u202e');
  expect(text).not.toContain('\u001b');
});

test('an empty disk', () => {
  const requirements = [{ ...failed, counterexample: sampleCounterexample({ files: [] }) }];
  expect(renderWhole(sampleReport({ requirements }), plain)).toMatch(/^ {2}\(no files\)$/m);
});

/** A report of a store that claims to survive power loss. */
function underPowerLoss(requirements: RequirementReport[]): Report {
  const { store } = sampleReport();
  const claims = { ...store.claims, survives: 'power-loss' } as const;
  return sampleReport({ requirements, observations: [], findings: [], store: { ...store, claims } });
}

test('a failure under power loss: by model, the cause, the fix, and other ways to fail', async () => {
  const text = renderWhole(underPowerLoss([samplePowerLossRequirement()]), plain);
  await expect(text).toMatchFileSnapshot('./terminal-power-loss.golden.txt');
});

test('what holds under every model of the run gets no line more, what is judged under some of them does', () => {
  const models = underPowerLoss([]).models.map((model) => ({ model, verdict: 'pass', checked: 1 }) as const);
  const under = (some: typeof models) => renderWhole(underPowerLoss([sampleRequirement({ models: some })]), plain);
  expect(under(models)).not.toMatch(/^ +under /m);
  expect(under(models.slice(1))).toMatch(/^ {13}under ext4, xfs, posix, failed-fsync$/m);
});

test.each([
  ['process-kill', ['process-kill', 'ext4'], / · process-kill model · /],
  ['power-loss', ['process-kill', 'ext4'], / · models process-kill, ext4 · /],
  ['power-loss', ['ext4'], / · ext4 model · /],
  ['process-kill', ['ext4'], / · no model that it claims anything of · /],
] as const)('claiming %s, asked for %j, the first line says %s', (survives, models, expected) => {
  const { store } = sampleReport();
  const report = sampleReport({ models: [...models], store: { ...store, claims: { ...store.claims, survives } } });
  expect(renderWhole(report, { color: false, width: 120, telling }).split('\n\n')[0]?.replaceAll(/\n */g, ' ')).toMatch(expected);
});

test('a failure without a counterexample still says what to read', () => {
  const requirements = [sampleRequirement({ verdict: 'fail', reason: 'the disk grew without bounds' })];
  expect(renderWhole(sampleReport({ requirements }), plain)).toMatch(
    /the disk grew without bounds\n\nHint: npx crashworthy explain CRASH-2/,
  );
});

test('file names that a shell would split are quoted in the replay line', () => {
  const requirements = [{ ...failed, counterexampleFile: "my files/it's.json" }];
  expect(renderWhole(sampleReport({ requirements }), plain)).toContain(`replay 'my files/it'\\''s.json'`);
});

test('a run without requirements is rendered', () => {
  expect(renderWhole(sampleReport({ requirements: [], findings: [], verdict: 'interrupted' }), plain)).toContain('INTERRUPTED');
});
