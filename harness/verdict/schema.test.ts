import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { anyCounterexampleShape } from '../judge/requirements.ts';
import { counterexampleSchema as generated, withWhatSuitesGive } from '../judge/schemas.ts';
import { sampleDamage, sampleFault, sampleIdentity } from '../report/sample-one-client.test-data.ts';
import { sampleProbe } from '../report/sample-probe.test-data.ts';
import { sampleRace } from '../report/sample-race.test-data.ts';
import {
  sampleCounterexample,
  samplePowerLoss,
  samplePowerLossRequirement,
  sampleReport,
  sampleRequirement,
} from '../report/sample-report.test-data.ts';
import type { JsonSchema } from './json-schema.ts';
import type { ProbeReport } from './probe-report.ts';
import type { Report } from './report.ts';
import type { Verdict } from './requirement.ts';

const counterexampleSchema = schema('counterexample');
const reportSchema = schema('report');
const probeSchema = schema('probe');
const validCounterexample = compile(counterexampleSchema);
const validReport = compile(reportSchema);
const validProbe = compile(probeSchema);

function schema(name: string): JsonSchema {
  return JSON.parse(readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), 'utf8'));
}

function compile(of: JsonSchema): ValidateFunction {
  return new Ajv2020({ strict: true, allErrors: true }).compile(of);
}

function errorsOf(validate: ValidateFunction, value: unknown): unknown {
  return validate(value) ? [] : validate.errors;
}

const VERDICTS = [
  'pass',
  'fail',
  'not-testable',
  'not-applicable',
  'disabled',
  'expected-fail',
  'flaky',
  'harness-error',
] as const satisfies Verdict[];

test.each<[what: string, report: Report]>([
  ['every verdict and key', sampleReport()],
  [
    'the least there can be',
    sampleReport({
      requirements: [],
      observations: [],
      findings: [],
      store: { ...sampleReport().store, package: { name: 'x' } },
    }),
  ],
  ['a verdict per model', sampleReport({ requirements: [samplePowerLossRequirement()] })],
  ['verdicts', sampleReport({ requirements: VERDICTS.map((verdict) => sampleRequirement({ verdict })) })],
  ...(['conforms', 'broken', 'incomplete', 'harness-error', 'interrupted'] as const).map((verdict): [string, Report] => [
    verdict,
    sampleReport({ verdict }),
  ]),
])('a report is valid: %s', (_what, report) => {
  expect(errorsOf(validReport, JSON.parse(JSON.stringify(report)))).toEqual([]);
});

test.each([
  [
    'a wrong counterexample',
    sampleReport({ requirements: [sampleRequirement({ counterexample: { ...sampleCounterexample(), seed: -1 } })] }),
  ],
  ['a key too many', { ...sampleReport(), extra: 1 }],
  ['an unknown verdict', { ...sampleReport(), verdict: 'fine' }],
  ['a finding without a code of ours', sampleReport({ findings: [{ code: 'OOPS', level: 'note', message: '' }] })],
])('a report is not valid: %s', (_what, report) => {
  expect(validReport(report)).toBe(false);
});

test('the schemas hold what the suites give; `npm run docs` writes it', () => {
  expect(counterexampleSchema).toEqual(generated());
  expect(reportSchema).toEqual(withWhatSuitesGive(reportSchema));
  expect(probeSchema).toEqual(withWhatSuitesGive(probeSchema));
});

test.each<[what: string, changes: Partial<ProbeReport>]>([
  ['every guarantee and outcome', {}],
  ['the least there can be', { guarantees: [], notes: [], findings: [], interrupted: true }],
])('a probe is valid: %s', (_what, changes) => {
  expect(errorsOf(validProbe, JSON.parse(JSON.stringify(sampleProbe(changes))))).toEqual([]);
  const { strongest: _, ...rest } = sampleProbe(changes);
  expect(errorsOf(validProbe, rest)).toEqual([]);
});

test.each([
  ['a key too many', { ...sampleProbe(), verdict: 'broken' }],
  ['an unknown outcome', { ...sampleProbe(), guarantees: [{ ...sampleProbe().guarantees[0], outcome: 'proved' }] }],
  ['no claims of the adapter', { ...sampleProbe(), store: { target: 'x', name: 'x', operations: [] } }],
])('a probe is not valid: %s', (_what, probe) => {
  expect(validProbe(probe)).toBe(false);
});

test('the schema and the reader of counterexample files accept the same, however a file is damaged', () => {
  const files = [
    sampleCounterexample(),
    samplePowerLoss(),
    sampleRace(),
    sampleDamage(),
    sampleFault(),
    sampleIdentity(),
  ].flatMap((sample) => [sample, ...damaged(sample)]);
  expect(files.length).toBeGreaterThan(300);
  const verdicts = files.map((file) => ({ file, schema: validCounterexample(file), reader: accepts(file) }));
  expect(verdicts.filter(({ schema, reader }) => schema !== reader)).toEqual([]);
  expect(verdicts.filter(({ schema }) => schema).length).toBeGreaterThan(1);
});

function accepts(value: unknown): boolean {
  try {
    anyCounterexampleShape(value, '');
    return true;
  } catch {
    return false;
  }
}

const REPLACEMENTS: readonly unknown[] = [null, 'other', -1, 0, 1, 1.5, true, [], {}];

/** Every copy of a JSON value in which one key is missing, one is added, or one value is another. */
function* damaged(value: unknown): Generator<unknown> {
  yield* REPLACEMENTS;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) for (const other of damaged(item)) yield value.with(index, other);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  yield { ...value, unknownKey: 1 };
  for (const [key, item] of Object.entries(value)) {
    yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    for (const other of damaged(item)) yield { ...value, [key]: other };
  }
}
