import { LOSSES } from '../verdict/loss.ts';
import type { RequirementReport } from '../verdict/report.ts';

/** Those that failed, by what a user loses: MUSTs before SHOULDs, then in the order of `LOSSES`, then as in the report. */
export function failuresWorstFirst(requirements: readonly RequirementReport[]): RequirementReport[] {
  const rank = ({ severity, loss }: RequirementReport) => (severity === 'MUST' ? 0 : LOSSES.length) + LOSSES.indexOf(loss);
  return requirements.filter(({ verdict }) => verdict === 'fail').sort((one, other) => rank(one) - rank(other));
}
