import type { Deviation } from './deviation.ts';
import type { FaultCase, Pile } from './fault-case.ts';

/** What had piled up though nothing failed. */
export function pileDeviations({ piles }: FaultCase): Deviation[] {
  const { descriptors, files, promises } = piles ?? {};
  return [
    ...(descriptors === undefined
      ? []
      : [
          piled(
            'After twice as many operations as many descriptors are open.',
            `open descriptors, most of them of ${nameOf(descriptors)}`,
            descriptors,
          ),
        ]),
    ...(files === undefined
      ? []
      : [
          piled(
            'After twice as many operations as many files are left.',
            `temporary files that hold nothing of any session, such as ${nameOf(files)}`,
            files,
          ),
        ]),
    ...(promises === undefined
      ? []
      : [
          piled(
            'After twice as many operations the store remembers as many promises.',
            'promises that are over and that something still refers to',
            promises,
          ),
        ]),
  ];
}

function piled(expected: string, what: string, { counts }: Pile): Deviation {
  const told = counts.map(({ rounds, count }) => `${count} after ${rounds} rounds`);
  return { kind: 'pile', expected, observed: `There were ${told.slice(0, -1).join(', ')} and ${told.at(-1)}: ${what}.` };
}

function nameOf({ example }: Pile): string {
  return example === './' ? "the store's directory" : example;
}
