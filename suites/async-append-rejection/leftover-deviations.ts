import type { Deviation } from './deviation.ts';
import type { FaultCase } from './fault-case.ts';

/** What was left over though the disk had healed and the store was closed. */
export function leftoverDeviations({ leftovers }: FaultCase): Deviation[] {
  if (leftovers === undefined) return [];
  const { descriptors, files } = leftovers;
  const leak = (expected: string, observed: string): Deviation => ({ kind: 'leak', expected, observed });
  return [
    ...(descriptors.length === 0
      ? []
      : [leak('A failure leaves no descriptor open.', `After close ${descriptors.join(', ')} is still open.`)]),
    ...(files.length === 0
      ? []
      : [
          leak(
            'A failure leaves no file behind.',
            `After close there is ${files.join(', ')}, which holds nothing of any session.`,
          ),
        ]),
  ];
}
