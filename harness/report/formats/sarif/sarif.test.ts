import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { expect, test } from 'vitest';
import type { Report, RequirementReport } from '../../../verdict/report.ts';
import {
  sampleCounterexample,
  samplePowerLossRequirement,
  sampleReport,
  sampleRequirement,
} from '../../sample-report.test-data.ts';
import { renderSarif } from './sarif.ts';

const require = createRequire(import.meta.url);
const SCHEMA = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');

/** It is of draft 4; nothing in it but these two means something else today. */
const { id: _id, $schema: _draft, ...schema } = JSON.parse(readFileSync(SCHEMA, 'utf8'));
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(ajv);
const valid = ajv.compile(schema);

const failed = (changes: Partial<RequirementReport> = {}) =>
  sampleRequirement({ id: 'CRASH-1', title: 'kept', verdict: 'fail', counterexample: sampleCounterexample(), ...changes });

function run(changes: Partial<Report>, directory?: string) {
  return JSON.parse(renderSarif(sampleReport({ findings: [], ...changes }), directory)).runs[0];
}

function result(requirement: RequirementReport, directory?: string) {
  return run({ requirements: [requirement] }, directory).results[0];
}

test.each<[string, Partial<Report>]>([
  ['every verdict', {}],
  ['power loss', { requirements: [samplePowerLossRequirement()] }],
  ['nothing', { requirements: [] }],
])('%s is valid by the schema', (_what, changes) => {
  const log = JSON.parse(renderSarif(sampleReport(changes)));
  expect(valid(log) ? [] : valid.errors).toEqual([]);
  expect(valid({ ...log, version: '2.0.0' })).toBe(false);
});

test('failures alone, with the rule of each', () => {
  const { results, tool } = run({});
  expect(results.map(({ ruleId, level }: { ruleId: string; level: string }) => [ruleId, level])).toEqual([
    ['CRASH-1', 'error'],
    ['CRASH-7', 'warning'],
  ]);
  expect(tool.driver.rules[results[1].ruleIndex]).toMatchObject({
    id: 'CRASH-7',
    shortDescription: { text: 'debris stays bounded over repeated crashes' },
    helpUri: 'https://unpkg.com/crashworthy@0.1.0/docs/requirements.md#crash-7',
    defaultConfiguration: { level: 'warning' },
  });
});

test('a result is on the line of the store, with its column and what was found', () => {
  expect(result(failed({ counterexampleFile: 'x.json' }))).toMatchObject({
    message: {
      text: 'kept.\nSession a cannot be read: Unexpected end of JSON input.\nExpected: Session a has title "one", because create was acknowledged before the crash.\nReplay: npx crashworthy replay x.json',
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'src/json-store.ts', uriBaseId: '%SRCROOT%' },
          region: { startLine: 42, startColumn: 7 },
        },
        logicalLocations: [{ name: 'save', kind: 'function' }],
      },
    ],
  });
});

test('of a power loss, the line that was not on disk yet is beside it', () => {
  expect(result(samplePowerLossRequirement())).toMatchObject({
    locations: [{ physicalLocation: { region: { startLine: 41 } } }],
    relatedLocations: [
      { physicalLocation: { region: { startLine: 38 } }, message: { text: expect.stringContaining('json-store.ts:38') } },
    ],
  });
});

test.each([
  ['src/a.ts', undefined, { uri: 'src/a.ts', uriBaseId: '%SRCROOT%' }],
  ['src\\a b#.ts', undefined, { uri: 'src/a%20b%23.ts', uriBaseId: '%SRCROOT%' }],
  ['src/a.ts', 'packages/x', { uri: 'packages/x/src/a.ts', uriBaseId: '%SRCROOT%' }],
  ['/elsewhere/a.ts', 'packages/x', { uri: 'file:///elsewhere/a.ts' }],
  ['C:\\store\\a.ts', undefined, { uri: 'file:///C%3A/store/a.ts' }],
])('%s in %s', (file, directory, expected) => {
  const counterexample = sampleCounterexample({ callSite: { api: 'x', file, line: 1, column: 1 } });
  expect(result(failed({ counterexample }), directory).locations[0].physicalLocation.artifactLocation).toEqual(expected);
});

test('where no line is known a result is on the adapter, or on the counterexample', () => {
  const unknown = sampleRequirement({ verdict: 'fail', counterexampleFile: '.crashworthy/x.json' });
  const uriOf = (one: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
    one.locations[0]?.physicalLocation.artifactLocation.uri;
  expect(uriOf(result(unknown))).toBe('json-store.adapter.ts');
  const { store } = sampleReport();
  expect(uriOf(run({ requirements: [unknown], store: { ...store, target: 'lowdb' } }).results[0])).toBe('.crashworthy/x.json');
});

test.each([
  ['broken', true],
  ['harness-error', false],
  ['interrupted', false],
] as const)('a run that is %s came to its end: %s', (verdict, executionSuccessful) => {
  expect(run({ verdict }).invocations).toMatchObject([{ executionSuccessful }]);
});

test('a fingerprint stays where lines move, and is another for another function', () => {
  const at = (line: number, functionName: string) => {
    const callSite = { api: 'fs.writeFile', file: 'src/a.ts', line, column: line, functionName };
    return result(failed({ counterexample: sampleCounterexample({ callSite }) })).partialFingerprints;
  };
  expect(at(1, 'save')).toEqual(at(9, 'save'));
  expect(at(1, 'save')).not.toEqual(at(1, 'load'));
  expect(Object.values(at(1, 'save'))).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
});
