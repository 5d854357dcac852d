import { assumedClaims } from '../contract/assumed-claims.ts';
import type { Claims } from '../contract/claims.ts';
import type { ProbedRun } from '../suite/probe.ts';
import type { Suite } from '../suite/suite.ts';
import type { ProbeReport } from '../verdict/probe-report.ts';

/** Sorts the verdicts of a run by what a store can guarantee, and says which claims they leave standing. Pure. */
export function composeProbe(run: ProbedRun, suites: readonly Pick<Suite, 'probe'>[]): ProbeReport {
  const { report, declared } = run;
  const { schemaVersion, crashworthy, specification, store, effort, seed, models, node, platform } = report;
  const probes = suites.flatMap(({ probe }) => (probe === undefined ? [] : [probe]));
  const guarantees = probes.flatMap((probe) => probe.guarantees(run));
  const strongest = probes.reduce<Partial<Claims> | undefined>((known, probe) => {
    if (known === undefined || probe.strongest === undefined) return known;
    const further = probe.strongest(guarantees);
    return further && Object.assign(known, further);
  }, {});
  return {
    schemaVersion,
    crashworthy,
    specification,
    store: { ...store, claims: declared },
    effort,
    seed,
    models,
    node,
    platform,
    guarantees,
    ...(strongest === undefined ? {} : { strongest: assumedClaims(declared, strongest) }),
    notes: probes.flatMap((probe) => probe.notes?.({ ...run, guarantees, strongest }) ?? []),
    findings: report.findings,
    statistics: report.statistics,
    interrupted: report.verdict === 'interrupted',
    times: report.times,
  };
}
