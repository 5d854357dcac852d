import type { SuiteEvent, SuiteTally } from '../suite/suite.ts';
import type { PersistenceModelName } from '../verdict/counterexample.ts';
import type { Finding } from '../verdict/report.ts';
import type { Part } from './parts.ts';
import type { FoundFailure, RunRecord } from './run-record.ts';

/** What is known of one part of a run. */
export interface PartRecord {
  readonly part: Part;
  tally?: SuiteTally & { readonly totalWorkloads: number };
  readonly failures: FoundFailure[];
  readonly findings: Finding[];
  readonly notApplicable: { [requirement: string]: string };
  readonly notTestable: { [requirement: string]: string };
  readonly learned: { [fact: string]: boolean };
  observedUnder: { readonly [M in PersistenceModelName]?: number };
  /** Everything was tried that was to be tried. */
  finished: boolean;
  /** Why the whole run ends here, in words for the requirements that were not checked to the end. */
  endedEarly?: string;
  interrupted: boolean;
  error?: NonNullable<RunRecord['error']>;
}

export function emptyPartRecord(part: Part): PartRecord {
  return {
    part,
    failures: [],
    findings: [],
    notApplicable: {},
    notTestable: {},
    learned: {},
    observedUnder: {},
    finished: false,
    interrupted: false,
  };
}

/** Takes up what the part's suite tells; but for failures, which are to be confirmed first. */
export function noteEvent(event: Exclude<SuiteEvent, { type: 'failure' }>, record: PartRecord): void {
  switch (event.type) {
    case 'progress':
      // Also what the report has, should the run be interrupted.
      record.tally = event;
      return;
    case 'done':
      record.tally = event;
      if (event.endedEarly !== undefined) record.endedEarly = event.endedEarly;
      return;
    case 'not-applicable':
      record.notApplicable[event.requirement] = event.reason;
      return;
    case 'not-testable':
      record.notTestable[event.requirement] = event.reason;
      return;
    case 'observed':
      record.observedUnder = event.under;
      return;
    case 'finding':
      record.findings.push(event.finding);
      return;
    case 'learned':
      record.learned[event.fact] = event.holds;
      return;
  }
}

/** Why a run with `bail` ended. */
export const BAILED = 'the run ended with the first MUST that failed (--bail)';

/** Whether what comes after this part does not count, whatever it has found out: the run ended here. */
export function endsRun({ endedEarly, error }: PartRecord): boolean {
  return endedEarly !== undefined || error !== undefined;
}

/** The parts up to the one that ended the run. */
export function partsThatCount<P extends PartRecord>(parts: readonly P[]): P[] {
  const last = parts.findIndex(endsRun);
  return last === -1 ? parts.concat() : parts.slice(0, last + 1);
}

/**
 * Adds what is known of the parts to the record of their run.
 *
 * @param parts those that count, in their order.
 * @param noticed findings about all of them.
 */
export function joinParts(parts: readonly PartRecord[], record: RunRecord, noticed: readonly Finding[]): void {
  const [judged, observed] = [
    parts.filter(({ part }) => part.does === 'judge'),
    parts.filter(({ part }) => part.does === 'observe'),
  ];
  for (const one of judged) {
    noteTally(one, record);
    record.failures.push(...one.failures);
    record.findings.push(...one.findings);
    Object.assign(record.notApplicable, one.notApplicable);
    Object.assign(record.notTestable, one.notTestable);
  }
  record.findings.push(...noticed);
  for (const { failures, findings, observedUnder } of observed) {
    record.observed.push(...failures);
    record.findings.push(...findings);
    record.observedUnder = { ...record.observedUnder, ...observedUnder };
  }
  for (const { interrupted, error, endedEarly } of parts) {
    if (interrupted) record.interrupted = true;
    if (error !== undefined) record.error = error;
    if (endedEarly !== undefined) record.endedEarly = endedEarly;
  }
  record.finished = judged.every(({ finished, endedEarly }) => finished && endedEarly === undefined);
}

function noteTally({ part: { suite }, tally }: PartRecord, record: RunRecord): void {
  if (tally === undefined) return;
  Object.assign(record.checked, tally.checked);
  record.checkedUnder = { ...record.checkedUnder, ...tally.checkedUnder };
  record.statistics = { ...record.statistics, [suite]: { ...tally.tallies } };
  if (tally.details !== undefined) record.details = { ...record.details, [suite]: tally.details };
}
