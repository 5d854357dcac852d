import type { FsEvent } from '../../../disk/trace.ts';
import { type Program, SETUP } from '../../../model/program.ts';
import type { TimedEvent } from '../../process/clients/client-messages.ts';
import type { TogetherTraceEntry } from '../../together.ts';

/** Who does what in a run. */
export interface Cast {
  readonly program: Program;
  /** When the clients began, in nanoseconds. */
  readonly clientsNs: number;
  /** Index of the process that did it; -1 where that did not show. */
  readonly processOf: (event: FsEvent) => number;
}

interface Timed {
  readonly atNs: number;
  readonly entry: TogetherTraceEntry;
}

/**
 * One order of what the clients did and of what reached the disk, by the clock that all go by. At equal times a call comes first and its end last, so
 * that nothing is taken to have been acknowledged before it was on disk.
 */
export function weave(
  history: readonly TimedEvent[],
  events: readonly FsEvent[],
  cast: Cast,
): { trace: TogetherTraceEntry[]; entriesAt: (ns: number) => number } {
  const spans = spansOf(history, cast.program);
  const told = history.map(({ atNs, event }): Timed => ({ atNs: Number(atNs), entry: event }));
  const done = events.map((event): Timed => {
    const { atNs = 0 } = event;
    const client = clientOf(event, atNs, cast, spans);
    return { atNs, entry: { ...event, api: event.primitive, ...(client === undefined ? {} : { client }) } };
  });
  const woven = [...told, ...done].sort((a, b) => a.atNs - b.atNs || rankOf(a.entry) - rankOf(b.entry));
  return {
    trace: woven.map(({ entry }) => entry),
    entriesAt: (ns) => {
      const later = woven.findIndex(({ atNs }) => atNs > ns);
      return later === -1 ? woven.length : later;
    },
  };
}

function rankOf({ type }: TogetherTraceEntry): number {
  if (type === 'invoke') return 0;
  return type === 'fs' ? 1 : 2;
}

/** An operation of a client, and the process that it was in. */
interface Span {
  readonly client: number;
  readonly process: number | undefined;
  readonly fromNs: number;
  untilNs: number;
}

function spansOf(history: readonly TimedEvent[], { clients, instances }: Program): Span[] {
  const spans: Span[] = [];
  for (const { atNs, event } of history) {
    const { type, client } = event;
    const ns = Number(atNs);
    const process = instances[clients[client]?.instance ?? -1]?.process;
    if (type === 'invoke') spans.push({ client, process, fromNs: ns, untilNs: Number.POSITIVE_INFINITY });
    else {
      const span = spans.findLast((one) => one.client === client);
      if (span !== undefined) span.untilNs = ns;
    }
  }
  return spans;
}

/** `undefined` for what is nobody's for sure. */
function clientOf(event: FsEvent, atNs: number, { clientsNs, processOf }: Cast, spans: readonly Span[]): number | undefined {
  if (atNs < clientsNs) return SETUP;
  const process = processOf(event);
  const during = spans.filter((span) => span.process === process && span.fromNs <= atNs && atNs <= span.untilNs);
  const [only] = during;
  return during.length === 1 ? only?.client : undefined;
}
