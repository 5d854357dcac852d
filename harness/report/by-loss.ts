import { LOSSES } from '../verdict/loss.ts';
import type { RequirementReport } from '../verdict/report.ts';

/** Those that failed, by what a user loses, the worst first: MUSTs before SHOULDs. Of equal ones the order stays. */
export function failedByLoss(requirements: readonly RequirementReport[]): RequirementReport[] {
  const rank = ({ severity, loss }: RequirementReport): number =>
    (severity === 'MUST' ? 0 : LOSSES.length) + LOSSES.indexOf(loss);
  return requirements.filter(({ verdict }) => verdict === 'fail').sort((a, b) => rank(a) - rank(b));
}
