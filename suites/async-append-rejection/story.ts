import type { DiskFault } from '../../harness/disk/fault.ts';
import type { FsEvent } from '../../harness/disk/trace.ts';
import { describeProblem } from '../../harness/host/problem.ts';
import type { Snapshot } from '../../harness/host/snapshot.ts';
import type { TraceEntry } from '../../harness/host/trace-entry.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { describeShown } from './describe-shown.ts';
import type { FaultCase } from './fault-case.ts';
import { type FaultWorkload, layoutOf, sessionsOf } from './fault-workload.ts';
import { liveLooksOf } from './live-looks.ts';
import { nameOf, numberOf } from './tell-operation.ts';

const MOST_STRIKES_TOLD = 3;

/** What was called, what the disk did, and what was shown, a sentence a step. */
export function tellFaultCase(faultCase: FaultCase, trace: readonly TraceEntry[] = []): string[] {
  const { report, timeline, workload, fresh } = faultCase;
  if (!report.opened.ok) return [`The store was opened on an empty directory, and ${describeProblem(report.opened.problem)}.`];
  const story = ['The store was opened on an empty directory.'];
  if (workload.backend !== undefined) story.push('It was opened on a backend: what its append returns is rejected.');
  if (workload.repeated !== undefined) return [...story, ...tellRounds(workload)];
  const strikes = new Strikes(faultCase);
  const looks = liveLooksOf(faultCase);
  const { looks: rests, afterCloseFrom } = layoutOf(workload);
  for (const [index, operation] of report.operations.entries()) {
    const span = timeline.spans[index];
    if (span === undefined) continue;
    if (index === afterCloseFrom) story.push(...strikes.before(span.from), ...tellClose(faultCase));
    story.push(...strikes.before(span.from));
    const rest = rests.indexOf(index);
    const during = strikes.before(span.to ?? timeline.end);
    if (operation.op === 'rest') {
      story.push(...during);
      const look = rest === -1 ? undefined : looks[rest];
      if (look !== undefined) story.push(`Then the instance showed ${tellSnapshot(look.snapshot, faultCase)}.`);
      continue;
    }
    if (workload.unawaited === true && index === workload.operations.length - 1) {
      story.push(`${numberOf(index, workload)}. ${capitalised(nameOf(operation))} was called and not awaited.`);
      continue;
    }
    const [first, ...more] = during;
    const name = `${numberOf(index, workload)}. ${capitalised(nameOf(operation))}`;
    story.push(`${name} ${ANSWERS[span.outcome]}${span.error === undefined ? '' : ` with ${span.error}`}.`);
    if (first !== undefined) story.push(`Meanwhile: ${first}`, ...more);
  }
  story.push(...tellUnawaited(faultCase));
  if (report.operations.length <= afterCloseFrom) story.push(...tellClose(faultCase));
  story.push(...strikes.before(timeline.end));
  for (const { message } of report.reported.slice(0, 2)) story.push(`onError was given ${message}.`);
  if (report.stray !== undefined) story.push(`The store ${describeProblem(report.stray)}.`);
  // The finding may be about one of these, and must not speak of what nobody was told.
  for (const { at, when, look } of fresh) {
    if (when === 'killed') story.push(tellKill(trace[at - 1]));
    const told = SEEN[when];
    if (told === undefined || (look.opened.ok && look.snapshot === undefined)) continue;
    const shown = look.opened.ok
      ? look.snapshot && `it showed ${tellSnapshot(look.snapshot, faultCase)}`
      : `the store ${describeProblem(look.opened.problem)}`;
    story.push(`Opened on the disk as it was ${told}: ${shown}.`);
  }
  const end = fresh.find(({ when }) => when === 'at-end')?.look;
  if (end?.opened.ok === false)
    story.push(`Opened anew, with the disk healed, the store ${describeProblem(end.opened.problem)}.`);
  if (end?.snapshot !== undefined)
    story.push(`Opened anew, with the disk healed, it showed ${tellSnapshot(end.snapshot, faultCase)}.`);
  return story;
}

/** What was done over and over. */
function tellRounds({ operations, repeated = [], reopens }: FaultWorkload): string[] {
  const called = (list: readonly Operation[]): string => list.map(nameOf).join(', ');
  const round = repeated.length === 0 ? 'everything was read' : `${called(repeated)}; and everything was read`;
  return [
    `Called was ${called(operations)}.`,
    `Then, in rounds that differ in what they write alone: ${reopens ? 'the store was closed and opened anew; ' : ''}${round}.`,
    'The store came to rest, and was closed.',
  ];
}

/** How the call ended that nobody had awaited. */
function tellUnawaited({ workload, timeline }: FaultCase): string[] {
  const span = workload.unawaited === true ? timeline.spans[workload.operations.length - 1] : undefined;
  if (span === undefined) return [];
  const error = span.error === undefined ? '' : ` with ${span.error}`;
  return [`What had not been awaited ${ANSWERS[span.outcome]}${error}.`];
}

/** What is told of a life that never came back: all that is known is what was to be done. */
export function tellEndless({ operations, afterwards }: FaultWorkload, fault: DiskFault | undefined): string[] {
  const called = [...operations, ...afterwards].map(nameOf).join(', ');
  return [
    'The store was opened on an empty directory.',
    `Called was, in this order: ${called}.`,
    ...(fault === undefined ? [] : [tellPlanned(fault)]),
    'From somewhere in there the store never came back.',
  ];
}

function tellPlanned({ call, code, manner, bytes = 0, thenFails, lasts }: DiskFault): string {
  const which = manner === 'short' ? 'write' : `call that can fail with ${code}`;
  const happened = {
    'no-effect': `failed with ${code}`,
    'after-effect': `failed with ${code}, though it took effect`,
    short: `wrote only ${bytes} byte${bytes === 1 ? '' : 's'}, and said so by its count alone`,
  }[manner];
  const more = lasts === undefined ? 'five hundred more' : `${lasts} more`;
  const after = thenFails === true ? `; then the disk was full for ${more}` : '';
  return `The ${which} with the number ${call + 1} of the file system ${happened}${after}.`;
}

function tellKill(change: TraceEntry | undefined): string {
  const event = change?.type === 'fs' ? change : undefined;
  if (event === undefined) return 'In another life the process was killed while it dealt with the failure.';
  const to = event.to === undefined ? '' : ` to ${shortPath(event.to)}`;
  return `In another life the process was killed after the ${event.primitive} of ${shortPath(event.path)}${to}, while it dealt with the failure.`;
}

const SEEN: { readonly [when: string]: string | undefined } = {
  'after-failure': 'after the call that failed',
  'after-flush': 'after the flush',
  'at-close': 'when close had resolved',
  killed: 'when it was killed',
};

const ANSWERS = { acknowledged: 'resolved', rejected: 'failed', pending: 'never came back' } as const;

/** Tells each call that went wrong once, in its place. */
class Strikes {
  readonly #faultCase: FaultCase;
  #told = 0;

  constructor(faultCase: FaultCase) {
    this.#faultCase = faultCase;
  }

  before(at: number): string[] {
    const { timeline, fault } = this.#faultCase;
    const sentences: string[] = [];
    for (; this.#told < timeline.strikes.length && (timeline.strikes[this.#told]?.at ?? at) < at; this.#told++) {
      const strike = timeline.strikes[this.#told];
      if (strike !== undefined && this.#told < MOST_STRIKES_TOLD) sentences.push(tellStrike(strike.event, fault, this.#told));
      if (this.#told === MOST_STRIKES_TOLD) sentences.push('And so on: the disk went on failing.');
    }
    return sentences;
  }
}

/** "The write to ./a.json stored 156 bytes of 312, and said so by its count alone." */
function tellStrike(event: FsEvent, fault: DiskFault | undefined, number: number): string {
  const call = `${event.primitive} of ${shortPath(event.path)}${event.to === undefined ? '' : ` to ${shortPath(event.to)}`}`;
  if (event.error === undefined) {
    const bytes = event.length ?? fault?.bytes ?? 0;
    return `the ${call} wrote only its first ${bytes} byte${bytes === 1 ? '' : 's'}, and said so by its count alone.`;
  }
  const happened = fault?.manner === 'after-effect' || (event.primitive === 'close' && event.error !== undefined);
  const again = number === 0 ? '' : ' too';
  return `the ${call} failed${again} with ${event.error}${happened ? ', though it had taken effect' : ''}.`;
}

function tellClose({ report }: FaultCase): string[] {
  const { closed } = report;
  if (closed === undefined) return [];
  return [closed.ok ? 'The store was closed.' : `Closing the store ${describeProblem(closed.problem)}.`];
}

function tellSnapshot({ read, listed }: Snapshot, faultCase: FaultCase): string {
  const { fields, records } = faultCase.capabilities;
  const shown = sessionsOf(faultCase.workload).flatMap((session) => {
    const result = read[session];
    return result === undefined ? [] : [`\`${session}\`: ${describeShown(result, { fields, records })}`];
  });
  const listing = listed !== undefined && 'sessions' in listed ? [`listed: ${listed.sessions.join(', ') || 'nothing'}`] : [];
  return [...shown, ...listing].join('; ');
}

function capitalised(sentence: string): string {
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}

/** The directory that the store was given is not named: what matters is below it. */
function shortPath(path = 'a file'): string {
  return path.replace(/^\/data\//, './').replace(/^\/data$/, 'the directory');
}
