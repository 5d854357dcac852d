import { expect, test } from 'vitest';
import { sampleCounterexample, sampleReport, sampleRequirement } from './sample-report.test-data.ts';
import { renderReport } from './terminal.ts';

const plain = { color: false, width: 100 };
const failed = sampleRequirement({ verdict: 'fail', counterexample: sampleCounterexample({ requirement: 'CRASH-2' }) });

test('shows every verdict, every part of a failure and the findings', async () => {
  await expect(renderReport(sampleReport(), plain)).toMatchFileSnapshot('./terminal.golden.txt');
});

test('color changes nothing but color', () => {
  const colored = renderReport(sampleReport(), { color: true, width: 100 });
  expect(colored).toContain('\u001b[31m');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
  expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(renderReport(sampleReport(), plain));
});

test.each([60, 80, 120])('prose and excerpts keep within %i columns', (width) => {
  const long = 'word '.repeat(60);
  const counterexample = sampleCounterexample({
    story: [long],
    observed: long,
    files: [{ path: 'a.json', kind: 'file', sizeBytes: 9, excerpt: long }],
  });
  const requirements = [sampleRequirement({ title: long, verdict: 'fail', counterexample })];
  const text = renderReport(sampleReport({ requirements, findings: [{ code: 'CW_SAMPLE', level: 'note', message: long }] }), {
    color: false,
    width,
  });
  const tooLong = text.split('\n').filter((line) => line.length > width);
  expect(tooLong).toEqual([]);
});

test('two runs differ in the last line alone', () => {
  const other = sampleReport({ times: { startedAt: '2027-01-01T00:00:00.000Z', durationMs: 99_000 } });
  const [one, two] = [sampleReport(), other].map((report) => renderReport(report, plain).trimEnd().split('\n'));
  expect(one?.slice(0, -1)).toEqual(two?.slice(0, -1));
  expect([one?.at(-1), two?.at(-1)]).toEqual([
    '120 workloads · 12,034 crash images checked · 2.3 s',
    '120 workloads · 12,034 crash images checked · 99 s',
  ]);
});

test('a store cannot write escape sequences into the report', () => {
  const observed = 'boom \u001b[2J\u001b]0;title\u0007\u0000 \u202e';
  const requirements = [sampleRequirement({ verdict: 'fail', counterexample: sampleCounterexample({ observed }) })];
  const text = renderReport(sampleReport({ requirements }), plain);
  expect(text).toContain('Found     boom \\u0000 \\u202e');
  expect(text).not.toContain('\u001b');
});

test.each([
  [{}, 'a crash', /^Crash after 14 changes to the disk, 4,096 bytes into the next write$/m],
  [{ crash: { changes: 0 } }, 'before anything', /^Crash before the first change to the disk$/m],
  [{ crash: { changes: 1, tornBytes: 1 } }, 'singulars', /^Crash after 1 change to the disk, 1 byte into the next write$/m],
  [
    { scenario: 'crash-in-recovery', crash: { changes: 3 } } as const,
    'a second crash',
    /^Crash after 3 changes to the disk; a second one in the recovery, after 2 changes to the disk$/m,
  ],
  [
    { scenario: 'repeated-crashes', crash: { changes: 3 } } as const,
    'many crashes',
    /^Crash after 3 changes to the disk, 3 times over$/m,
  ],
  [{ files: [] }, 'an empty disk', /^ {2}\(no files\)$/m],
])('%j: %s', (changes, _what, expected) => {
  const requirements = [{ ...failed, counterexample: sampleCounterexample(changes) }];
  expect(renderReport(sampleReport({ requirements }), plain)).toMatch(expected);
});

test('a failure without a counterexample still says what to read', () => {
  const requirements = [sampleRequirement({ verdict: 'fail', reason: 'the disk grew without bounds' })];
  expect(renderReport(sampleReport({ requirements }), plain)).toMatch(
    /the disk grew without bounds\n\nHint: npx crashworthy explain CRASH-2/,
  );
});

test('file names that a shell would split are quoted in the replay line', () => {
  const requirements = [{ ...failed, counterexampleFile: "my files/it's.json" }];
  expect(renderReport(sampleReport({ requirements }), plain)).toContain(`replay 'my files/it'\\''s.json'`);
});

test('a run without requirements is rendered', () => {
  expect(renderReport(sampleReport({ requirements: [], findings: [], verdict: 'interrupted' }), plain)).toContain('INTERRUPTED');
});
