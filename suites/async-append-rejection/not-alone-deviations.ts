import type { Json } from '../../harness/contract/session-store.ts';
import { describeJson } from '../../harness/host/describe-state.ts';
import { describeProblem } from '../../harness/host/problem.ts';
import type { Snapshot } from '../../harness/host/snapshot.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { applyOperation, type ModelState, sameJson } from '../../harness/model/reference.ts';
import type { Deviation } from './deviation.ts';
import type { FaultCase } from './fault-case.ts';
import { layoutOf, sessionsOf } from './fault-workload.ts';
import { areWithin } from './record-troubles.ts';
import { tellOperation } from './tell-operation.ts';

/**
 * One value that cannot be serialised, among others that can. It may be refused at any time and in any way, or be stored by a store that
 * can; everything else has to be accepted and stored.
 */
export function notAloneDeviations(faultCase: FaultCase): Deviation[] {
  const { report, timeline, workload } = faultCase;
  const notAlone = (expected: string, observed: string): Deviation[] => [{ kind: 'not-alone', expected, observed }];
  if (!report.opened.ok) return [];
  const problem = report.stray ?? report.misbehaved;
  if (problem?.kind === 'hung' && !faultCase.hangsAreFinal) return [];
  if (problem !== undefined) {
    return notAlone('One value that cannot be serialised is refused.', `The store ${describeProblem(problem)}.`);
  }
  const { afterCloseFrom } = layoutOf(workload);
  const place = workload.unserialisable ?? 0;
  const refused = report.operations.findIndex(
    (operation, index) =>
      index > place &&
      index < afterCloseFrom &&
      isGood(operation, index, faultCase) &&
      timeline.spans[index]?.outcome === 'rejected',
  );
  const operation = report.operations[refused];
  if (operation !== undefined) {
    return notAlone(
      'What follows a value that cannot be serialised is accepted.',
      `${tellOperation(operation, refused, faultCase.workload)} was refused with ${timeline.spans[refused]?.error ?? 'something'}.`,
    );
  }
  const shown = shownAtTheEnd(faultCase);
  return sessionsOf(workload).flatMap((session) => {
    const missing = shown === undefined ? undefined : whatIsMissing(session, shown, faultCase);
    return missing === undefined ? [] : notAlone('What was written beside a value that cannot be serialised is stored.', missing);
  });
}

function isGood(operation: Operation, index: number, { workload, refusedAnyway }: FaultCase): boolean {
  return sessionOf(operation) !== undefined && index !== workload.unserialisable && !refusedAnyway.includes(index);
}

function shownAtTheEnd({ claims, fresh, report }: FaultCase): Snapshot | undefined {
  if (claims.survives === 'nothing') return report.snapshots.at(-1);
  return fresh.find(({ when }) => when === 'at-end')?.look.snapshot;
}

function whatIsMissing(session: string, { read }: Snapshot, faultCase: FaultCase): string | undefined {
  const { report, capabilities } = faultCase;
  const good = report.operations.filter(
    (operation, index) => sessionOf(operation) === session && isGood(operation, index, faultCase),
  );
  const wanted = good.reduce<ModelState>(applyOperation, null);
  const result = read[session];
  if (wanted === null || result === undefined) return undefined;
  if ('problem' in result) return `Reading \`${session}\` ${describeProblem(result.problem)}.`;
  const { state } = result;
  if (state === null) return `There is no session \`${session}\`.`;
  const lacking = Object.entries(wanted.fields).find(([key, value]) => !sameJson(state.fields?.[key], value));
  if (capabilities.fields && lacking !== undefined)
    return `\`${session}\` has no field ${describeJson(lacking[0])} as it was set.`;
  const records = (state.records ?? []) as readonly Json[];
  if (capabilities.records && !areWithin(wanted.records, records)) {
    return `\`${session}\` has ${records.length} records, and not all of the ${wanted.records.length} that can be serialised, in their order.`;
  }
  return undefined;
}
