import type { CrashCase } from '../../harness/crash/explore.ts';
import type { Snapshot } from '../../harness/host/snapshot.ts';
import type { Deviation } from './deviation.ts';
import { recoveryCrashDeviations, unstableDeviations } from './recovery-deviations.ts';
import { sessionDeviations } from './session-deviations.ts';
import { writeDeviations } from './write-deviations.ts';

/** All the ways in which the store that recovered from a crash is not a legal one. Pure. */
export function deviationsOf(crashCase: CrashCase, { survivesNothing }: { survivesNothing: boolean }): Deviation[] {
  const { first } = crashCase.recovery;
  if (!first.opened.ok) return [{ kind: 'unopenable', problem: first.opened.problem }];
  const snapshot = first.snapshots[0];
  const parts = first.capabilities;
  if (snapshot === undefined || parts === undefined) {
    return first.stray === undefined ? [] : [{ kind: 'unopenable', problem: first.stray }];
  }
  const deviations: Deviation[] = [];
  if (first.stray !== undefined && first.followUp === undefined) deviations.push({ kind: 'unopenable', problem: first.stray });
  for (const expectation of crashCase.expectations)
    deviations.push(...sessionDeviations(crashCase, expectation, snapshot, parts));
  deviations.push(...phantoms(crashCase, snapshot));
  deviations.push(...writeDeviations(crashCase, parts, { survivesNothing }));
  deviations.push(...unstableDeviations(crashCase, parts));
  deviations.push(...recoveryCrashDeviations(crashCase, parts));
  return deviations;
}

function phantoms({ operations }: CrashCase, { listed }: Snapshot): Deviation[] {
  if (listed === undefined || 'problem' in listed) return [];
  const known = new Set(operations.flatMap((operation) => ('session' in operation ? [operation.session] : [])));
  const seen = new Set<string>();
  return listed.sessions.flatMap((session): Deviation[] => {
    if (!known.has(session)) return [{ kind: 'phantom', session }];
    if (seen.has(session)) return [{ kind: 'listed-twice', session }];
    seen.add(session);
    return [];
  });
}
