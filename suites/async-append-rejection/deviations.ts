import { describeProblem } from '../../harness/host/problem.ts';
import { backendDeviations } from './backend-deviations.ts';
import type { Deviation, DeviationKind } from './deviation.ts';
import type { FaultCase } from './fault-case.ts';
import { layoutOf } from './fault-workload.ts';
import { leftoverDeviations } from './leftover-deviations.ts';
import { lookDeviations } from './look-deviations.ts';
import { notAloneDeviations } from './not-alone-deviations.ts';
import { pileDeviations } from './pile-deviations.ts';
import { tellOperation } from './tell-operation.ts';
import { isStruck } from './timeline.ts';
import { undrainedDeviations } from './undrained-deviations.ts';

/** All the ways in which a store dealt wrongly with one failure of its disk. Pure. */
export function deviationsOf(faultCase: FaultCase): Deviation[] {
  const { report, workload } = faultCase;
  if (workload.repeated !== undefined) return pileDeviations(faultCase);
  if (workload.backend !== undefined) return backendDeviations(faultCase);
  const ended = strayDeviations(faultCase);
  if (workload.unserialisable !== undefined) return notAloneDeviations(faultCase);
  if (ended.length > 0) return ended;
  if (workload.unawaited === true) return [...undrainedDeviations(faultCase), ...closeDeviations(faultCase)];
  // Whether the first open may fail is the store's own affair.
  if (!report.opened.ok) return [];
  // What never came back may still take effect at any time: nothing more can be said.
  if (report.misbehaved !== undefined) return hangDeviations(faultCase);
  return [
    ...thrownDeviations(faultCase),
    ...unreportedDeviations(faultCase),
    ...lookDeviations(faultCase),
    ...closeDeviations(faultCase),
    ...leftoverDeviations(faultCase),
  ];
}

/** Something that nobody could catch, in the life itself or in one that found what it left. */
function strayDeviations({ report, fresh }: FaultCase): Deviation[] {
  const ofLife = report.stray ?? (report.misbehaved?.kind === 'hung' ? undefined : report.misbehaved);
  const problem = ofLife ?? fresh.find(({ look }) => look.stray !== undefined)?.look.stray;
  if (problem === undefined) return [];
  const expected = 'Whatever fails, nothing is thrown or rejected where nobody can catch it, and the process lives on.';
  const observed = `The store ${describeProblem(problem)}.`;
  const ignored = ofLife?.kind === 'unhandled-rejection' && report.appendReturnedPromise === true;
  return [
    { kind: 'stray', expected, observed },
    ...(ignored
      ? [
          {
            kind: 'promise-ignored' as const,
            expected: 'What append returns never fails unobserved: the failure reaches onError, or the next flush.',
            observed: `append returned a promise, and the store ${describeProblem(problem)}.`,
          },
        ]
      : []),
  ];
}

function hangDeviations({ report, timeline, hangsAreFinal, workload }: FaultCase): Deviation[] {
  const index = timeline.spans.findIndex((span) => span?.outcome === 'pending');
  const operation = report.operations[index];
  const span = timeline.spans[index];
  if (!hangsAreFinal || timeline.healedAt === undefined || operation === undefined || span === undefined) return [];
  // One that was not hit waits for what another one holds, such as a lock that could not be removed: its error is not what is missing.
  if (operation.op !== 'flush' && !isStruck(timeline, span)) return [];
  const flushRejected = report.operations.some(({ op }, at) => op === 'flush' && timeline.spans[at]?.outcome === 'rejected');
  let kind: DeviationKind = 'failed-write';
  if (operation.op === 'append') kind = 'append-lost';
  if (operation.op === 'flush') kind = flushRejected ? 'hole' : 'silent-failure';
  return [
    {
      kind,
      expected: 'When the disk has healed every call comes back.',
      observed: `${tellOperation(operation, index, workload)} never did.`,
    },
  ];
}

/** A queued append that throws although nothing fails in it. */
function thrownDeviations(faultCase: FaultCase): Deviation[] {
  const { report, timeline, claims, workload, refusedAnyway } = faultCase;
  const [first] = timeline.strikes;
  if (claims.append !== 'queued' || first === undefined) return [];
  const { afterCloseFrom } = layoutOf(workload);
  const index = report.operations.findIndex((operation, at) => {
    const span = timeline.spans[at];
    if (operation.op !== 'append' || at >= afterCloseFrom || span?.threw !== true || refusedAnyway.includes(at)) return false;
    return span.from > first.at && !isStruck(timeline, span);
  });
  const operation = report.operations[index];
  if (operation === undefined) return [];
  return [
    {
      kind: 'threw-into-live-path',
      expected: 'An append that only queues does not throw because an earlier write failed.',
      observed: `${tellOperation(operation, index, workload)} threw ${timeline.spans[index]?.error ?? 'something'}.`,
    },
  ];
}

/** A write in the background failed, and only the next flush told of it. */
function unreportedDeviations({ report, timeline, claims }: FaultCase): Deviation[] {
  const [first] = timeline.strikes;
  if (claims.append !== 'queued' || first?.event.error === undefined || report.reported.length > 0) return [];
  const during = timeline.spans.findIndex(
    (span) => span !== undefined && first.at > span.from && first.at < (span.to ?? timeline.end),
  );
  const inBackground = during === -1 || report.operations[during]?.op === 'rest';
  const rejected = report.operations.findIndex(({ op }, at) => op === 'flush' && timeline.spans[at]?.outcome === 'rejected');
  const closing = first.at > (timeline.spans.findLast((span) => span !== undefined)?.to ?? timeline.end);
  if (!inBackground || closing || rejected === -1) return [];
  return [
    {
      kind: 'silent-failure',
      expected: 'A write that fails in the background is passed to onError when it fails.',
      observed: `onError was never called; the flush after it rejected with ${timeline.spans[rejected]?.error ?? 'something'}.`,
    },
  ];
}

function closeDeviations({ report, timeline, hangsAreFinal }: FaultCase): Deviation[] {
  const { closed } = report;
  if (closed === undefined || closed.ok || closed.problem.kind !== 'hung') return [];
  if (!hangsAreFinal || (timeline.strikes.length > 0 && timeline.healedAt === undefined)) return [];
  return [{ kind: 'close', expected: 'When the disk has healed close comes back.', observed: 'It never did.' }];
}
