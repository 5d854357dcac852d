import { suites } from '../../suites/index.ts';
import type { FailureCore } from '../suite/failure-core.ts';
import type { Subject } from '../suite/subject.ts';
import type { RunPlace, Suite, SuiteContext, SuiteEvent, SuiteTally } from '../suite/suite.ts';
import type { PersistenceModelName } from '../verdict/counterexample.ts';
import type { Finding, Statistics } from '../verdict/report.ts';

export interface SuitesContext extends Pick<SuiteContext, 'effort' | 'seed' | 'models' | 'depth'> {
  readonly subject: Subject;
  /** Ids of those that apply, can be tested and are switched on. */
  readonly requirements: readonly string[];
  readonly assumed?: boolean;
  /** Told before each thing that is tried, and when a suite begins. */
  readonly onPlace?: (place: RunPlace) => void;
}

/** What has been done so far, by all suites. */
export interface WholeTally {
  readonly checked: { readonly [requirement: string]: number };
  readonly checkedUnder: NonNullable<SuiteTally['checkedUnder']>;
  readonly statistics: Statistics;
  /** Of each suite that has some, its own. */
  readonly details: { readonly [suite: string]: unknown };
}

/** What the suites tell, one after the other: as events of one run. */
export type SuitesEvent =
  | ({ readonly type: 'progress'; readonly totalWorkloads: number } & WholeTally)
  /** `observed`: it is not claimed. */
  | { readonly type: 'failure'; readonly requirement: string; readonly core: FailureCore; readonly observed: boolean }
  | { readonly type: 'finding'; readonly finding: Finding }
  | Extract<SuiteEvent, { type: 'not-applicable' | 'not-testable' }>
  /** Everything that the subject is judged by has been tried. After this it is only observed. */
  | ({ readonly type: 'done'; readonly endedEarly?: string } & WholeTally)
  | { readonly type: 'observed'; readonly under: { readonly [M in PersistenceModelName]?: number } };

/** Runs every suite that the requirements belong to, then tries what is not claimed. Equal runs give equal events. */
export async function* runSuites(context: SuitesContext): AsyncGenerator<SuitesEvent> {
  const asked = suites.flatMap((suite) => {
    const ids = suite.requirements.map(({ id }) => id).filter((id) => context.requirements.includes(id));
    return suite.subject === context.subject.kind && ids.length > 0 ? [{ suite, ids }] : [];
  });
  const tallies = new Map<string, SuiteTally>();
  const learned: { [fact: string]: boolean } = {};
  let before = 0;
  let endedEarly: string | undefined;
  for (const { suite, ids } of asked) {
    let total = 0;
    for await (const event of suite.run(contextOf(suite, ids, { ...context, learned: { ...learned } }))) {
      if (event.type === 'failure') yield { ...event, observed: false };
      else if (event.type === 'learned') learned[event.fact] = event.holds;
      else if ('checked' in event) {
        tallies.set(suite.name, event);
        total = event.totalWorkloads;
        if (event.type === 'done') endedEarly = event.endedEarly;
        else yield { type: 'progress', totalWorkloads: before + total, ...whole(tallies) };
      } else yield event;
    }
    before += total;
    if (endedEarly !== undefined) break;
  }
  yield { type: 'done', ...whole(tallies), ...(endedEarly === undefined ? {} : { endedEarly }) };
  if (endedEarly !== undefined) return;
  for (const { suite, ids } of asked) {
    if (suite.observe === undefined) continue;
    for await (const event of suite.observe(contextOf(suite, ids, { ...context, learned }))) {
      if (event.type === 'failure') yield { ...event, observed: true };
      else if (event.type === 'observed') yield event;
    }
  }
}

function contextOf(
  { name }: Suite,
  requirements: readonly string[],
  {
    subject,
    effort,
    seed,
    models,
    depth,
    assumed = false,
    learned,
    onPlace = () => {},
  }: SuitesContext & Pick<SuiteContext, 'learned'>,
): SuiteContext {
  // What was told of the suite before it does not hold any more.
  onPlace({ suite: name, operations: [] });
  const place: SuiteContext['onPlace'] = (operations, crash) =>
    onPlace({ suite: name, operations, ...(crash === undefined ? {} : { crash }) });
  return { subject, requirements, effort, seed, models, depth, assumed, learned, onPlace: place };
}

function whole(tallies: ReadonlyMap<string, SuiteTally>): WholeTally {
  const all = [...tallies];
  return {
    checked: Object.assign({}, ...all.map(([, { checked }]) => checked)),
    checkedUnder: Object.assign({}, ...all.map(([, { checkedUnder = {} }]) => checkedUnder)),
    statistics: Object.fromEntries(all.map(([name, { tallies: counted }]) => [name, { ...counted }])),
    details: Object.fromEntries(all.flatMap(([name, { details }]) => (details === undefined ? [] : [[name, details]]))),
  };
}
