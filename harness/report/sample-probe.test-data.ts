import type { ProbedGuarantee, ProbeReport } from '../verdict/probe-report.ts';
import { sampleRace } from './sample-race.test-data.ts';
import { SAMPLE_CLAIMS, sampleCounterexample, samplePowerLoss, sampleReport } from './sample-report.test-data.ts';

/** A probe in which every guarantee and nearly every outcome occurs, changed as asked. */
export function sampleProbe(changes: Partial<ProbeReport> = {}): ProbeReport {
  const { schemaVersion, crashworthy, specification, store, effort, seed, models, node, platform, findings, statistics, times } =
    sampleReport();
  const powerLoss = { guarantee: 'power-loss', checked: 400 } as const;
  const refuted = { outcome: 'refuted', requirements: ['CRASH-8', 'CRASH-13'] } as const;
  const { observed } = samplePowerLoss();
  return {
    schemaVersion,
    crashworthy,
    specification,
    store: { ...store, claims: SAMPLE_CLAIMS },
    effort,
    seed,
    models,
    node,
    platform,
    guarantees: [
      { guarantee: 'process-kill', outcome: 'not-refuted', checked: 1, requirements: [] },
      { ...powerLoss, model: 'ext4', outcome: 'not-refuted', requirements: [] },
      {
        ...powerLoss,
        ...refuted,
        requirements: [...refuted.requirements],
        model: 'xfs',
        reason: observed,
        counterexample: samplePowerLoss(),
        counterexampleFile: '.crashworthy/json-store-CRASH-8.json',
      },
      {
        ...powerLoss,
        ...refuted,
        requirements: [...refuted.requirements],
        model: 'btrfs',
        reason: observed,
        counterexample: samplePowerLoss({ model: 'btrfs', models: ['btrfs'] }),
        counterexampleFile: '.crashworthy/json-store-CRASH-8-btrfs.json',
      },
      {
        ...powerLoss,
        ...refuted,
        requirements: [...refuted.requirements],
        model: 'posix',
        reason: observed,
        counterexample: samplePowerLoss(),
        counterexampleFile: '.crashworthy/json-store-CRASH-8.json',
      },
      {
        ...powerLoss,
        model: 'failed-fsync',
        outcome: 'undecided',
        reason: 'CRASH-4: no workload put it to the test',
        requirements: [],
      },
      {
        guarantee: 'flush',
        model: 'process-kill',
        outcome: 'refuted',
        reason: 'Session a has lost a record that was flushed.',
        checked: 40,
        requirements: ['CRASH-9'],
        counterexample: sampleCounterexample({ requirement: 'CRASH-9' }),
      },
      {
        guarantee: 'flush',
        model: 'ext4',
        outcome: 'refuted',
        reason: 'a process kill alone refutes it',
        checked: 40,
        requirements: ['CRASH-9'],
      },
      ...writers(),
      { guarantee: 'readers', outcome: 'not-applicable', reason: 'the store has no list', checked: 0, requirements: [] },
    ],
    strongest: { ...SAMPLE_CLAIMS, acknowledgedBy: 'flush' },
    notes: ["Nothing refuted survives: 'power-loss' under ext4; it is claimed for every model, or not at all."],
    findings,
    statistics,
    interrupted: false,
    times,
    ...changes,
  };
}

function writers(): ProbedGuarantee[] {
  const race = sampleRace();
  return [
    { guarantee: 'writers', writers: 'one-instance', outcome: 'not-refuted', checked: 1204, requirements: [] },
    {
      guarantee: 'writers',
      writers: 'many-instances',
      outcome: 'refuted',
      reason: race.observed,
      checked: 310,
      requirements: ['PATCH-3', 'PATCH-6'],
      counterexample: race,
      counterexampleFile: '.crashworthy/json-store-PATCH-3.json',
    },
    {
      guarantee: 'writers',
      writers: 'many-processes',
      outcome: 'refuted',
      reason: 'instances of one process are enough',
      checked: 180,
      requirements: ['PATCH-3', 'PATCH-6'],
    },
  ];
}
