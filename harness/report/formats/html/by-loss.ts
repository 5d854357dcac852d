import { LOSSES } from '../../../verdict/loss.ts';
import type { RequirementReport } from '../../../verdict/report.ts';

/** What failed, by what a user loses, worst first; a MUST before a SHOULD; then in the order of the specification. */
export function failuresByLoss(requirements: readonly RequirementReport[]): RequirementReport[] {
  return requirements.filter(({ verdict }) => verdict === 'fail').sort((one, other) => rank(one) - rank(other));
}

function rank({ loss, severity }: RequirementReport): number {
  return 2 * LOSSES.indexOf(loss) + (severity === 'MUST' ? 0 : 1);
}
