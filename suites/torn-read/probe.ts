import { guaranteeOf, type SuiteProbe, underModel } from '../../harness/suite/probe.ts';
import type { ProbedGuarantee } from '../../harness/verdict/probe-report.ts';
import type { Report } from '../../harness/verdict/report.ts';
import { TORN_SUITE_NAME } from './requirements.ts';

/** What readers see beside a writer. */
export const tornProbe: SuiteProbe = { guarantees: ({ report }) => [readersGuarantee(report)] };

function readersGuarantee({ requirements }: Report): ProbedGuarantee {
  const guarantee = 'readers';
  const all = requirements.filter(({ suite, severity }) => suite === TORN_SUITE_NAME && severity === 'MUST');
  const applicable = all.filter(({ verdict }) => verdict !== 'not-applicable' && verdict !== 'disabled');
  if (applicable.length === 0) {
    const reason = all[0]?.reason ?? 'it was not asked for';
    return { guarantee, outcome: 'not-applicable', reason, checked: 0, requirements: [] };
  }
  return guaranteeOf(
    guarantee,
    applicable.map((one) => underModel('process-kill', one)),
  );
}
