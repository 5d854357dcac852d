import type { ConcurrentHistory, HistoryOperation } from './concurrent-history.ts';

/** Elements are compared by `===`; an element that is no string or number is given by an unambiguous text, its JSON for instance. */
export type ListElement = string | number;

export type ListInput = { readonly op: 'append'; readonly element: ListElement } | { readonly op: 'read' };

/** What a `read` returned, the whole list; nothing of an `append`. */
export type ListOutput = readonly ListElement[] | undefined;

export type ListOperation = HistoryOperation<ListInput, ListOutput>;

/**
 * - `invented`: `operations[0]`, a read, shows an element that nobody appended.
 * - `duplicated`: `operations[0]`, a read, shows an element twice.
 * - `forked`: of two reads neither shows the beginning of what the other shows.
 * - `missing`: an append was acknowledged before a read began, which does not show its element.
 * - `backwards`: a read returned before another began, which shows less.
 * - `early`: a read showed an element and returned before the append of it began.
 * - `reordered`: an append was acknowledged before another began, and a read, the third operation, shows the second one's element without the
 *   first one's in front of it.
 */
export type ListAnomalyKind = 'invented' | 'duplicated' | 'forked' | 'missing' | 'backwards' | 'early' | 'reordered';

export interface ListAnomaly {
  readonly kind: ListAnomalyKind;
  /** Two operations stand in the order in which they happened. */
  readonly operations: readonly ListOperation[];
  readonly element?: ListElement;
}

export type ListOrderResult =
  | { readonly verdict: 'linearizable' }
  | { readonly verdict: 'undecided'; readonly reason: string }
  | { readonly verdict: 'violation'; readonly anomaly: ListAnomaly };

/**
 * Whether a history of appends and reads of one list, empty at first, is linearizable. Takes time linear in the number of operations and of the
 * elements that were read, where the general search is exponential in the worst case. The same verdict as the search's.
 *
 * Every element is appended once, so the longest read tells the order of the appends, as in Elle's analysis of list-append histories
 * (Kingsbury and Alvaro, VLDB 2020). Every other read has its place behind the last append that it shows; appends that no read shows come last
 * or, if pending, not at all. With all places known, it remains to compare them with real time.
 */
export function checkListOrder(history: ConcurrentHistory<ListInput, ListOutput>): ListOrderResult {
  const appends = new Map<ListElement, ListOperation>();
  let longest: ListRead = { operation: undefined, list: [] };
  const reads: ListRead[] = [];
  for (const operation of history) {
    const { input } = operation;
    if (input.op === 'append') {
      if (appends.has(input.element)) {
        return {
          verdict: 'undecided',
          reason: `${JSON.stringify(input.element)} is appended twice, so reads do not tell the order`,
        };
      }
      appends.set(input.element, operation);
    } else if (operation.return !== undefined && operation.output !== undefined) {
      const read = { operation, list: operation.output };
      reads.push(read);
      if (read.list.length > longest.list.length) longest = read;
    }
  }
  const anomaly = forkOf(reads, longest) ?? strangerIn(longest, appends) ?? outOfTime(reads, longest, appends);
  return anomaly === undefined ? { verdict: 'linearizable' } : { verdict: 'violation', anomaly };
}

interface ListRead {
  readonly operation: ListOperation | undefined;
  readonly list: readonly ListElement[];
}

function forkOf(reads: readonly ListRead[], longest: ListRead): ListAnomaly | undefined {
  const other = reads.find(({ list }) => list.some((element, index) => element !== longest.list[index]));
  return other === undefined ? undefined : { kind: 'forked', operations: inTime([other.operation, longest.operation]) };
}

function strangerIn({ list, operation }: ListRead, appends: ReadonlyMap<ListElement, ListOperation>): ListAnomaly | undefined {
  const shown = new Set<ListElement>();
  for (const element of list) {
    if (!appends.has(element)) return { kind: 'invented', operations: inTime([operation]), element };
    if (shown.has(element)) return { kind: 'duplicated', operations: inTime([operation]), element };
    shown.add(element);
  }
  return undefined;
}

/** Operations in the order of the list: reads of nothing, the first append, reads of one element, the second append... */
function outOfTime(
  reads: readonly ListRead[],
  longest: ListRead,
  appends: ReadonlyMap<ListElement, ListOperation>,
): ListAnomaly | undefined {
  const places: ListOperation[][] = Array.from({ length: 2 * longest.list.length + 2 }, () => []);
  for (const { operation, list } of reads) if (operation !== undefined) places[2 * list.length]?.push(operation);
  const placeOf = new Map(longest.list.map((element, index) => [element, 2 * index + 1]));
  for (const [element, append] of appends) {
    const place = placeOf.get(element);
    // An append that nobody saw and nobody acknowledged need not have happened.
    if (place !== undefined || append.return !== undefined) places[place ?? places.length - 1]?.push(append);
  }
  let lastCalled: ListOperation | undefined;
  for (const operations of places) {
    for (const operation of operations) {
      if (lastCalled === undefined || operation.return === undefined || operation.return >= lastCalled.call) continue;
      return anomalyOf(operation, lastCalled, longest.operation);
    }
    for (const operation of operations) if (lastCalled === undefined || operation.call > lastCalled.call) lastCalled = operation;
  }
  return undefined;
}

/** `first` returned before `second` was called, and yet has its place behind it. */
function anomalyOf(first: ListOperation, second: ListOperation, longest: ListOperation | undefined): ListAnomaly {
  const operations = [first, second];
  if (first.input.op === 'append') {
    const { element } = first.input;
    if (second.input.op === 'read') return { kind: 'missing', operations, element };
    return { kind: 'reordered', operations: longest === undefined ? operations : [...operations, longest], element };
  }
  return second.input.op === 'read'
    ? { kind: 'backwards', operations }
    : { kind: 'early', operations, element: second.input.element };
}

function inTime(operations: readonly (ListOperation | undefined)[]): ListOperation[] {
  return operations.filter((operation) => operation !== undefined).sort((a, b) => a.call - b.call);
}
