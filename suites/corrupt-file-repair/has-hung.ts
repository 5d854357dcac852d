import type { DamageCase } from './damage-case.ts';

/** What has not come back in real time may still do so; nothing is concluded from it. */
export function hasHung({ first, next, again, created }: DamageCase): boolean {
  const lives = [first, next, ...again, ...(created === undefined ? [] : [created.first, created.next])];
  return lives.some(({ opened, misbehaved, snapshots }) => {
    const reads = snapshots.flatMap(({ read }) => Object.values(read));
    const problems = [
      opened.ok ? undefined : opened.problem,
      misbehaved,
      ...reads.map((one) => ('problem' in one ? one.problem : undefined)),
    ];
    return problems.some((problem) => problem?.kind === 'hung');
  });
}
