import type { Recovery } from '../../harness/crash/recovery.ts';
import type { LifeReport } from '../../harness/host/life.ts';
import type { Problem } from '../../harness/host/problem.ts';
import type { ReadResult } from '../../harness/host/snapshot.ts';

/** Whether anything in a recovery had not come back when the host's patience ended. In real time that proves nothing. */
export function hasHung({ first, writes, again, crashed }: Recovery): boolean {
  const reports = [first, ...writes.flatMap(({ life, next }) => [life, next]), again, ...crashed.map(({ report }) => report)];
  return reports.some((report) => report !== undefined && problemsOf(report).some(({ kind }) => kind === 'hung'));
}

function problemsOf({ opened, closed, stray, followUp, snapshots }: LifeReport): Problem[] {
  const problems = [opened, closed].flatMap((outcome) => (outcome?.ok === false ? [outcome.problem] : []));
  if (stray !== undefined) problems.push(stray);
  problems.push(...(followUp?.problems ?? []).map(({ problem }) => problem));
  for (const { listed, read, views } of snapshots) {
    if (listed !== undefined && 'problem' in listed) problems.push(listed.problem);
    for (const results of [read, ...Object.values(views)]) problems.push(...Object.values(results).flatMap(problemOf));
  }
  return problems;
}

function problemOf(result: ReadResult): Problem[] {
  return 'problem' in result ? [result.problem] : [];
}
