import { readFileSync } from 'node:fs';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { expect, test } from 'vitest';
import { telling } from '../../../judge/telling.ts';
import type { Report } from '../../../verdict/report.ts';
import {
  sampleCounterexample,
  samplePowerLossRequirement,
  sampleReport,
  sampleRequirement,
} from '../../sample-report.test-data.ts';
import { renderJunit } from './junit.ts';

function testcase(changes: Parameters<typeof sampleRequirement>[0]): string {
  const xml = renderJunit(sampleReport({ requirements: [sampleRequirement(changes)], findings: [] }), { telling });
  return /<testcase[\s\S]*?<\/testcase>/.exec(xml)?.[0] ?? '';
}

test.each([
  ['pass', /<\/properties>\s*<\/testcase>$/],
  ['fail', /<failure message="Session a cannot be read[^"]*" type="failure">─── CRASH-1 {2}MUST/],
  ['not-testable', /<error message="not-testable: because" type="error">because<\/error>/],
  ['harness-error', /<error message="harness-error: because"/],
  ['flaky', /<error message="flaky: because"/],
  ['not-applicable', /<skipped message="not-applicable: because"\/>/],
  ['disabled', /<skipped message="disabled: because"\/>/],
  ['expected-fail', /<skipped message="expected-fail: because"\/>/],
] as const)('%s', (verdict, expected) => {
  const changes = verdict === 'fail' ? { counterexample: sampleCounterexample() } : { reason: 'because' };
  expect(testcase({ verdict, ...changes })).toMatch(expected);
});

test('what could not be tested is skipped where that is allowed, and nothing else is', () => {
  const requirements = (['pass', 'not-testable', 'flaky'] as const).map((verdict) =>
    sampleRequirement({ verdict, reason: 'because' }),
  );
  const incomplete: Partial<Report> = { verdict: 'incomplete', allowNotTestable: true, findings: [] };
  const xml = renderJunit(sampleReport({ ...incomplete, requirements: requirements.slice(0, 2) }), { telling });
  expect(xml).toContain('<skipped message="not-testable: because"/>');
  expect(xml).not.toContain('<error');
  expect(renderJunit(sampleReport({ ...incomplete, requirements }), { telling })).toContain(
    '<error message="not-testable: because"',
  );
  expect(renderJunit(sampleReport({ ...incomplete, verdict: 'broken', requirements }), { telling })).toContain('errors="2"');
});

test('a case is named by the bare id below its store and suite, and its title is a property', () => {
  expect(testcase({})).toMatch(/^<testcase name="CRASH-2" classname="json-store.crash-injection" time="0">/);
  expect(testcase({})).toContain('<property name="title" value="an operation that was in flight is');
  expect(testcase({})).toContain('<property name="severity" value="MUST"/>');
});

test('a failure names the line of the store, from the repository’s root where that is known', () => {
  const failed = sampleRequirement({ verdict: 'fail', counterexample: sampleCounterexample() });
  const report = sampleReport({ requirements: [failed], findings: [] });
  expect(renderJunit(report, { telling })).toContain(' file="src/json-store.ts" line="42">');
  expect(renderJunit(report, { telling, directory: 'packages/a' })).toContain(' file="packages/a/src/json-store.ts" line="42">');
});

/** The schema of Jenkins' xUnit plugin is older than what Jenkins, GitLab and GitHub read beside it: that much is left out. */
function withoutNewer(xml: string): string {
  return xml
    .replace(/ (?:file|line)="[^"]*"/g, '')
    .replace(/(<testsuites [^>]*) skipped="\d+"/, '$1')
    .replace(/<skipped message="[^"]*"\/>/g, '<skipped/>')
    .replace(/<properties>[\s\S]*?<\/properties>/g, '');
}

test.each([
  ['every verdict', sampleReport()],
  ['nothing', sampleReport({ requirements: [], findings: [] })],
])('%s is valid by the schema of Jenkins', (_what, report) => {
  using schema = XmlDocument.fromString(readFileSync(new URL('./test-data/jenkins-junit.xsd', import.meta.url), 'utf8'));
  using validator = XsdValidator.fromDoc(schema);
  using document = XmlDocument.fromString(withoutNewer(renderJunit(report, { telling })));
  expect(() => validator.validate(document)).not.toThrow();
  using wrong = XmlDocument.fromString('<testsuites><testcase/></testsuites>');
  expect(() => validator.validate(wrong)).toThrow();
});

test('a failure says under which models, and what would mend it', () => {
  const xml = testcase(samplePowerLossRequirement());
  expect(xml).toContain('fails under xfs, posix, failed-fsync; holds under ext4; undecided under btrfs');
  expect(xml).toContain('Fix verified under ext4, xfs, btrfs, posix.');
});

test('a SHOULD that failed is a warning, which must not turn a build red that exits with 0', () => {
  const xml = testcase({ verdict: 'fail', severity: 'SHOULD', counterexample: sampleCounterexample() });
  expect(xml).toMatch(/<skipped message="SHOULD failed \(a warning\): Session a cannot be read/);
});

test('counts', () => {
  const xml = renderJunit(sampleReport(), { telling });
  expect(xml).toContain('<testsuites name="crashworthy json-store" tests="10" failures="2" errors="3" skipped="4" time="2.345">');
  expect(xml).toContain('<testsuite name="crash-injection" tests="8" failures="1" errors="3" skipped="3"');
  expect(xml).toContain('<testsuite name="torn-read" tests="1" failures="0" errors="0" skipped="1"');
  expect(xml).toContain('<testsuite name="findings" tests="1" failures="1" errors="0" skipped="0"');
});

test('escapes markup, spells out control characters, drops ANSI', () => {
  const observed = `<a href="x">'&' ]]> \u0000\u001b[31mred\u001b[39m\ntwo \ud800`;
  const xml = testcase({ verdict: 'fail', counterexample: sampleCounterexample({ observed }) });
  expect(xml).toContain('message="&lt;a href=&quot;x&quot;&gt;&apos;&amp;&apos; ]]&gt; \\u0000red&#10;two \\ud800"');
  expect(renderJunit(sampleReport({ requirements: [] }), { telling })).not.toMatch(/[^\n\P{Cc}]/u);
});
