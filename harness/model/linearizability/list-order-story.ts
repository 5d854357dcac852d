import type { ListAnomaly, ListOperation } from './list-order.ts';

/**
 * Two or three sentences that say why the operations of an anomaly contradict each other.
 *
 * @param describe a noun phrase for an operation, with what it returned: `client 1's read, which returned [1,2]`
 */
export function tellListAnomaly(
  { kind, operations, element }: ListAnomaly,
  describe: (operation: ListOperation) => string,
): string {
  const [first, second, third] = operations.map((operation) => describe(operation));
  const shown = JSON.stringify(element);
  switch (kind) {
    case 'invented':
      return `Let A be ${first}. Nobody appended ${shown}, so no order of the appends gives A what it shows: a contradiction.`;
    case 'duplicated':
      return `Let A be ${first}. ${shown} was appended once, and A shows it twice: a contradiction.`;
    case 'forked':
      return (
        `Let A be ${first}, and B ${second}. A list that is only appended to goes on from what was read before; ` +
        'but neither of A and B shows the beginning of what the other one shows, so they tell different orders of the appends: a contradiction.'
      );
    case 'missing':
      return (
        `Let A be ${first}, and B ${second}. B began after A had returned, so B has to show ${shown}. ` +
        'It does not: an acknowledged append is missing, a contradiction.'
      );
    case 'backwards':
      return (
        `Let A be ${first}, and B ${second}. B began after A had returned, so B has to show at least what A showed. ` +
        'It shows less: a contradiction.'
      );
    case 'early':
      return (
        `Let A be ${first}, and B ${second}. A shows ${shown}, and had returned before B began, ` +
        'although B is what appended it: a contradiction.'
      );
    case 'reordered':
      return (
        `Let A be ${first}, B ${second}, and C ${third}. B began after A had returned, so A's element comes before B's. ` +
        "C shows B's element without A's in front of it: a contradiction."
      );
  }
}
