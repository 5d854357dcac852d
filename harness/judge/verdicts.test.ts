import { describe, expect, test } from 'vitest';
import { controls, defects } from '../../fixtures/defects/index.ts';
import { SAMPLED } from '../../suites/some-of.test-data.ts';
import type { Report } from '../verdict/report.ts';
import { judge } from './judge.ts';
import { REQUIREMENTS, requirementsOf } from './requirements.ts';

const quick = { effort: 'quick', confirmKill: false, out: false } as const;

/** Every n-th defect alone, where what is tested is another version of Node. */
const everyNth = Number(process.env.CW_DEFECTS_EVERY ?? 1);
// Programs are judged in fixtures/python, and what is on a server in suites/served.
const triedDefects = Object.entries(defects).filter(
  ([, { program, suite }], index) => program === undefined && suite !== 'server' && index % everyNth === 0,
);

const triedControls = Object.entries(controls).filter((_, index) => index % everyNth === 0);

const OTHER_TROUBLES = ['corrupt-file-repair', 'async-append-rejection', 'identity', 'file-keeping'];

const all = requirementsOf('store').map(({ id }) => id);
/** Of each suite what goes wrong first: where there is little time, the adapters alone are put to the rest. */
const ONE_OF_EACH = ['CRASH-1', 'CRASH-3', 'PATCH-1', 'TORN-1', 'REPAIR-1', 'APPEND-11', 'IDENT-1', 'KEEP-1', 'TIME-2'];
const RACES_IN_MEMORY = ['PATCH-1', 'PATCH-2', 'PATCH-6', 'PATCH-7', 'PATCH-9', 'PATCH-10', 'PATCH-11'];

const CLOCK = ['TIME-1', 'TIME-2', 'TIME-4'];
/** Of stores with operations, claims or older versions that ours have not. */
const OF_OTHERS = ['CRASH-14', 'PATCH-14', 'TORN-6', 'APPEND-15', 'IDENT-8', 'UPG-1', 'UPG-4', 'UPG-5', 'TIME-3', 'TIME-5'];
const IDENTITY = all.filter((id) => id.startsWith('IDENT-') && !OF_OTHERS.includes(id));
const OF_QUEUES = ['APPEND-1', 'APPEND-2', 'APPEND-4', 'APPEND-10'];
const NOT_OF_DOCUMENTS = ['CRASH-9', 'CRASH-10', 'REPAIR-2', ...OF_QUEUES, 'APPEND-5', 'APPEND-6', 'APPEND-9'];

const withVerdict = (report: Report, verdict: string) =>
  report.requirements.filter((one) => one.verdict === verdict).map(({ id }) => id);

describe.concurrent('correct stores fail nothing', () => {
  test.each([
    [
      'memory',
      [
        'CRASH-2',
        'CRASH-3',
        'CRASH-6',
        'CRASH-7',
        'CRASH-12',
        ...RACES_IN_MEMORY,
        'TORN-1',
        'TORN-2',
        'TORN-3',
        'TORN-4',
        'APPEND-8',
        'APPEND-16',
        ...IDENTITY.filter((id) => id !== 'IDENT-9'),
        ...CLOCK,
      ],
    ],
    ['json-file', all.filter((id) => ![...NOT_OF_DOCUMENTS, ...OF_OTHERS, 'PATCH-4', 'PATCH-9', 'PATCH-10'].includes(id))],
    [
      'jsonl-log',
      all.filter((id) => !['PATCH-1', 'PATCH-4', 'PATCH-7', 'PATCH-11', 'PATCH-13', ...OF_OTHERS, ...OF_QUEUES].includes(id)),
    ],
  ])('%s', async (target, passing) => {
    // The command in the README judges it whole.
    if (SAMPLED && target === 'json-file') return;
    const report = await judge(target, SAMPLED ? { ...quick, only: ONE_OF_EACH } : quick);
    expect(withVerdict(report, 'pass')).toEqual(SAMPLED ? passing.filter((id) => ONE_OF_EACH.includes(id)) : passing);
    expect(
      report.requirements.filter(
        ({ verdict }) => !['pass', 'not-applicable', ...(SAMPLED ? ['disabled'] : [])].includes(verdict),
      ),
    ).toEqual([]);
    expect(report.findings).toEqual([]);
    expect(report.verdict).toBe('conforms');
  });

  test.skipIf(SAMPLED).each(triedControls)('the %s that defects are made from', async (_, url) => {
    const report = await judge(url, quick);
    expect(withVerdict(report, 'fail')).toEqual([]);
    expect(report.verdict).toBe('conforms');
  });
});

describe.skipIf(everyNth > 1)('correct stores with unusual habits fail nothing', () => {
  test.each(['file-a-day', 'late-handlers', 'lease', 'lock-taken-over', 'own-path', 'reads-own-stack', 'synchronous'])(
    '%s',
    async (name) => {
      // Their habits are about crashes and company; of odd ids, damage and bad disks they know nothing.
      const report = await judge(new URL(`./test-data/honest/${name}.adapter.mjs`, import.meta.url), {
        ...quick,
        skip: OTHER_TROUBLES,
      });
      const strange = report.requirements.filter(({ verdict }) => !['pass', 'not-applicable', 'disabled'].includes(verdict));
      expect(strange).toEqual([]);
      expect(report.findings).toEqual([]);
      expect(report.verdict).toBe('conforms');
    },
  );
});

/** Under which models each failed requirement fails. What fails in a mere process kill is not tried further. */
const modelsOfFailures = (report: Report) =>
  Object.fromEntries(
    report.requirements
      .filter(({ verdict, suite }) => verdict === 'fail' && suite === 'crash-injection')
      .map(({ id, models = [], counterexample }) => {
        const failed = models.filter(({ verdict }) => verdict === 'fail').map(({ model }) => model);
        const alone = counterexample !== undefined && 'models' in counterexample ? counterexample.models : undefined;
        return [id, failed.length > 0 ? failed : alone];
      }),
  );

describe.concurrent('each defect fails exactly its requirements, under exactly the models in which it is wrong', () => {
  test.each(triedDefects)('%s', async (name, { fails, models }) => {
    // What it does not claim is observed elsewhere.
    const claimed = Object.values(models).every((under) => under.every((model) => model === 'process-kill'));
    const report = await judge(`defect:${name}`, claimed ? { ...quick, models: ['process-kill'] } : quick);
    expect(withVerdict(report, 'fail')).toEqual(fails);
    expect(modelsOfFailures(report)).toEqual(models);
    expect(withVerdict(report, 'harness-error')).toEqual([]);
    for (const { counterexample } of report.requirements) {
      if (counterexample === undefined) continue;
      expect(counterexample.confirmations).toEqual([{ how: 'fresh-worker', result: 'confirmed' }]);
      // One sentence is all there is to tell of a store that shows something on an empty directory.
      expect(counterexample.story).not.toEqual([]);
    }
    // A defect that only breaks a SHOULD is a warning.
    const onlyShould = fails.every((id) => REQUIREMENTS.find((one) => one.id === id)?.severity === 'SHOULD');
    expect(report.verdict).toBe(onlyShould ? 'conforms' : 'broken');
  });
});

test('every requirement has a defect that fails it, and names only such', () => {
  for (const { id, defects: named } of REQUIREMENTS) {
    expect(named.length, id).toBeGreaterThan(0);
    for (const name of named) expect(defects[name]?.fails, `${id} names ${name}`).toContain(id);
  }
});

// Those of stores on a server are together, whatever they fail.
const onDisks = Object.entries(defects).filter(([, { suite }]) => suite !== 'server');

test.each(onDisks)('%s is in the folder of a suite that it fails', (_, { suite, fails }) => {
  const requirements = REQUIREMENTS.filter(({ id }) => fails.includes(id));
  // Neither twice nor of an id that there is not, and in the order in which they are told.
  expect(requirements.map(({ id }) => id)).toEqual(fails);
  expect(requirements.map((one) => one.suite)).toContain(suite);
});

test('what a failing store shows is shrunk to the least operations', async () => {
  const { requirements } = await judge('defect:truncate-in-place', { ...quick, effort: 'default', only: ['CRASH-1'] });
  const { counterexample } = requirements.find(({ id }) => id === 'CRASH-1') ?? {};
  expect(counterexample?.operations.map(({ op }) => op)).toEqual(['create', 'patch']);
  expect(counterexample?.callSite?.file).toMatch(/truncate-in-place\.js$/);
});
