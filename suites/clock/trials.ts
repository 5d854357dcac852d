import type { Fields, Json } from '../../harness/contract/session-store.ts';
import type { Operation } from '../../harness/model/operation.ts';
import type { StoreTraits } from '../../harness/suite/subject.ts';
import { acknowledgement, survivesReopening } from '../acknowledgement.ts';
import {
  type ClockStep,
  DAY_MS,
  HOUR_MS,
  type Reopening,
  SECOND_MS,
  type Trial,
  type TrialKind,
  USUALLY_APART_MS,
  USUALLY_LATER_MS,
} from './trial.ts';

const [WRITTEN, OTHER] = ['alpha', 'beta'] as const;
const SESSIONS = [WRITTEN, OTHER] as const;

const BACK_MS = [SECOND_MS, HOUR_MS, DAY_MS] as const;
/** Of daylight saving; and eight hours west of Greenwich. */
const SUMMER_MINUTES = 60;
const WEST_MINUTES = -480;

const AGES_MS = [40 * DAY_MS, 400 * DAY_MS] as const;

export interface TrialPlan {
  /** Whether the host has a clock that can be set. Where it has none only modification times are changed. */
  readonly setsClock: boolean;
}

/** Trials of one kind, the likeliest to show something first. */
export function trialsOf(kind: TrialKind, { setsClock }: TrialPlan, traits: StoreTraits): Trial[] {
  const reopens = survivesReopening(traits.claims);
  const all = KINDS[kind](new Timeline(kind, traits));
  return all.filter(({ steps, reopenings }) => {
    if (!setsClock && (steps.length > 0 || !reopenings.some(({ timesMs }) => timesMs !== undefined))) return false;
    return reopens ? reopenings.length > 0 : reopenings.length === 0;
  });
}

const KINDS: { readonly [K in TrialKind]: (timeline: Timeline) => Trial[] } = {
  tick: (line) => [
    line.open([], { laterMs: 0 }),
    line.alive([]),
    line.closed(line.everywhere, { laterMs: 0 }),
    line.closed(line.everywhere, { laterMs: 0, timesMs: 0 }),
    line.closed([line.middle], { laterMs: 0, timesMs: 0 }),
  ],
  back: (line) => [
    ...BACK_MS.flatMap((ms) => [
      ...line.places.flatMap((before) => [line.open([{ before, byMs: -ms }]), line.alive([{ before, byMs: -ms }])]),
      ...line.places.map((before) => line.closed([before], { laterMs: -ms })),
      line.closed(line.everywhere, { laterMs: -ms }),
    ]),
    ...line.zones(),
    ...[HOUR_MS, DAY_MS].map((timesMs) => line.closed([line.middle], { laterMs: USUALLY_LATER_MS, timesMs })),
  ],
  age: (line) => [...line.old(), line.closed([line.middle], { laterMs: USUALLY_LATER_MS, timesMs: -400 * DAY_MS })],
};

/** Puts what the clock does between the writes of a store. */
class Timeline {
  readonly #kind: TrialKind;
  readonly #traits: StoreTraits;
  readonly #operations: readonly Operation[];
  /** The operations in front of which something may happen: each write but the first. */
  readonly everywhere: readonly number[];

  constructor(kind: TrialKind, traits: StoreTraits) {
    this.#kind = kind;
    this.#traits = traits;
    const groups = writes(traits).map((write) => [write, ...acknowledgement(traits)]);
    this.#operations = groups.flat();
    const starts = groups.map((_, index) => groups.slice(0, index).flat().length);
    this.everywhere = starts.slice(1);
  }

  get middle(): number {
    return this.everywhere[Math.floor(this.everywhere.length / 2)] ?? this.#operations.length;
  }

  /** Early, when there is little, and when there is much. */
  get places(): readonly number[] {
    return [...new Set([this.everywhere[0] ?? this.#operations.length, this.middle])];
  }

  /** The clock is set in the midst of a life, what is done at intervals gets a turn, and the store is opened once more in the end. */
  open(steps: readonly ClockStep[], { laterMs }: Pick<Reopening, 'laterMs'> = { laterMs: USUALLY_LATER_MS }): Trial {
    const trial = this.alive(steps);
    return { ...trial, reopenings: [{ before: trial.operations.length, laterMs }] };
  }

  /** The same without that: for stores that outlive nothing. */
  alive(steps: readonly ClockStep[]): Trial {
    const trial = this.#trial(steps, []);
    const [first] = steps;
    if (this.#kind !== 'age' || first === undefined) return trial;
    return { ...trial, operations: trial.operations.toSpliced(first.before, 0, { op: 'rest' }) };
  }

  /** The store is closed and opened again at these places and in the end. */
  closed(places: readonly number[], reopening: Omit<Reopening, 'before'>): Trial {
    const laterMs = this.#kind === 'tick' ? 0 : USUALLY_LATER_MS;
    const reopenings = places.map((before): Reopening => ({ before, ...reopening }));
    return this.#trial([], [...reopenings, { before: this.#operations.length, laterMs }]);
  }

  /** The clock goes on, and local time steps back: daylight saving ends, or the next life is lived further west, on the day before. */
  zones(): Trial[] {
    const ends = (before: number): ClockStep => ({ before, byMs: USUALLY_APART_MS, zoneMinutes: 0 });
    const summer = this.places.flatMap((before) => [this.open([ends(before)]), this.alive([ends(before)])]);
    const west = this.places.map((before) => this.closed([before], { laterMs: USUALLY_LATER_MS, zoneMinutes: WEST_MINUTES }));
    return [...summer.map((trial) => ({ ...trial, zoneMinutes: SUMMER_MINUTES })), ...west];
  }

  /** Sessions that are old when they are read, in the next life and in the one that wrote them; as far as they may not be gone by then. */
  old(): Trial[] {
    const { retention } = this.#traits.claims;
    const ages = AGES_MS.filter((ms) => retention === undefined || ms + HOUR_MS < retention);
    const kept = retention === undefined ? [] : [retention - USUALLY_APART_MS, Math.floor(retention / 2), retention + HOUR_MS];
    return [
      ...ages.flatMap((byMs) => [
        ...this.places.map((before) => this.closed([before], { laterMs: byMs })),
        this.open([{ before: this.middle, byMs }]),
        this.alive([{ before: this.middle, byMs }]),
      ]),
      ...kept.map((laterMs) => ({ ...this.open([], { laterMs }), apartMs: 0 })),
    ];
  }

  #trial(steps: readonly ClockStep[], reopenings: readonly Reopening[]): Trial {
    const apartMs = this.#kind === 'tick' ? 0 : USUALLY_APART_MS;
    return { kind: this.#kind, operations: this.#operations, sessions: SESSIONS, apartMs, steps, reopenings };
  }
}

/** Writes to two sessions, most of one length, so that no size tells them apart. One is removed and made anew where that is possible. */
function writes({ capabilities }: StoreTraits): Operation[] {
  const { methods, fields, records } = capabilities;
  const creates = methods.includes('create');
  const made = (session: string, turn: number): Operation[] => {
    if (creates) return [{ op: 'create', session, fields: fields ? content(turn) : {} }];
    return fields ? [{ op: 'patch', session, fields: content(turn) }] : [];
  };
  const patched = (session: string, turn: number): Operation[] =>
    fields ? [{ op: 'patch', session, fields: content(turn) }] : [];
  const appended = (session: string, turn: number): Operation[] =>
    records ? [{ op: 'append', session, record: content(turn) as Json }] : [];
  const removed: Operation[] = methods.includes('delete')
    ? [{ op: 'delete', session: OTHER }, ...made(OTHER, 7), ...appended(OTHER, 7)]
    : [];
  const touched: Operation[] = methods.includes('touch') ? [{ op: 'touch', session: WRITTEN }] : [];
  const rewritten: Operation[] =
    methods.includes('rewrite') && records ? [{ op: 'rewrite', session: WRITTEN, records: [content(8) as Json] }] : [];
  return [
    ...made(WRITTEN, 1),
    ...appended(WRITTEN, 1),
    ...made(OTHER, 2),
    ...patched(WRITTEN, 3),
    ...appended(WRITTEN, 3),
    ...appended(OTHER, 4),
    ...touched,
    ...removed,
    ...rewritten,
    ...patched(WRITTEN, 9),
    ...appended(WRITTEN, 9),
    ...patched(OTHER, 9),
  ];
}

function content(turn: number): Fields {
  return { turn, text: `text ${turn}` };
}
