import type { Outcome } from '../../../harness/host/problem.ts';
import type { Cut } from '../../../harness/host/server/proxy/cut.ts';
import type { ServedLife } from '../../../harness/host/server/served-life.ts';
import type { ServerHost } from '../../../harness/host/server/server-host.ts';
import type { Snapshot } from '../../../harness/host/snapshot.ts';
import type { Capabilities } from '../../../harness/model/capabilities.ts';
import type { Operation, OperationName } from '../../../harness/model/operation.ts';
import type { Deviation } from '../deviation.ts';
import { judgeAgreement, judgeStates } from '../judge-state.ts';
import { mustSucceed } from '../must-succeed.ts';
import { endOf, isDeviation, isEnd, Play } from '../play.ts';
import { found, type Played } from '../played.ts';
import { nameOfCut, tellCut } from '../tell-exchange.ts';
import type { Trial } from '../trial.ts';
import { later, makingAnother } from '../workloads.ts';

/**
 * One exchange is cut or refused. A client that lives goes on: it calls the rest, and looks. Then somebody else opens the store and looks; where the client was
 * killed, they write too, and one more looks.
 */
export async function playCut(host: ServerHost, { cut, operations }: Trial, capabilities: Capabilities): Promise<Played> {
  const play = new Play(host);
  const [life, outcome] = await play.opened('writer', { cut });
  const counted = [exchangesOf(life.events)];
  const called: Called = outcome.ok ? await callAll(play, life, { operations, cut, counted, capabilities }) : { last: outcome };
  const { last, during, live, refuses } = called;
  const name = cut === undefined ? undefined : nameOfCut(cut, life.events);
  const struck = cut !== undefined && name !== undefined;
  const killed = struck && cut.kills === true;
  if (struck) play.story.push(`Meanwhile, at ${tellCut(cut, name)}.`);
  // Nothing of it reaches its server any more. On a second server it is not cut.
  await play.end(life, { killed: killed && host.services.length > 1 });
  const { shown, deviations } = killed ? await openedAgain(play, capabilities) : await looked(play, capabilities);
  const failing: Deviation[] = struck && !killed ? found(endOf(last, 'A call')) : [];
  if (struck && refuses !== undefined) failing.push(poisoned(refuses));
  if (live !== undefined && shown !== undefined) failing.push(...judgeAgreement(live, shown, capabilities));
  return {
    story: play.story,
    counted,
    events: life.events,
    deviations: [...deviations, ...failing].map((one) => (during === undefined ? one : { ...one, during })),
    ...(cut !== undefined && !struck ? { untested: 'the exchange did not come' } : {}),
  };
}

interface Calls {
  readonly operations: readonly Operation[];
  readonly cut: Cut | undefined;
  /** Gets the number of exchanges after each. */
  readonly counted: number[];
  readonly capabilities: Capabilities;
}

interface Called {
  readonly last: Outcome;
  /** The operation that the cut met. */
  readonly during?: OperationName;
  /** What it went on refusing after something had failed. */
  readonly refuses?: OperationName;
  /** What the instance showed in the end, where something had failed. */
  readonly live?: Snapshot;
}

async function callAll(play: Play, life: ServedLife, { operations, cut, counted, capabilities }: Calls): Promise<Called> {
  let last: Outcome = { ok: true, value: undefined };
  let during: OperationName | undefined;
  let refuses: OperationName | undefined;
  let failed = false;
  for (const operation of operations) {
    const must = mustSucceed(operation, play.known, capabilities);
    last = failed && must ? await play.recover(life, operation) : await play.callOne(life, operation);
    // What an operation leaves to be done is its own, and not that of the next one.
    if (!isEnd(last)) await life.rest();
    counted.push(exchangesOf(life.events));
    const hasHappened = life.events.some(({ type }) => type === 'cut' || type === 'refused-request');
    if (hasHappened) during ??= operation.op;
    // It is dead: it calls nothing any more.
    if (isEnd(last) || (cut?.kills === true && hasHappened)) break;
    if (last.ok) continue;
    // The session need not be there.
    if (failed && !must) continue;
    if (failed) refuses = operation.op;
    // Nothing was cut: it refuses of itself. Or it goes on refusing.
    if (!hasHappened || failed) break;
    failed = true;
    // A network gives a connection up at last.
    life.dropSilent();
    await life.rest();
    if (operation.op !== 'append' || operation.idempotencyKey === undefined) continue;
    // Its caller calls it again, by the same key.
    last = await play.recover(life, operation);
    if (!last.ok) break;
  }
  const { trouble } = life.process;
  if (trouble !== undefined) last = { ok: false, problem: trouble };
  const looks = failed && last.ok;
  const live = looks ? await life.look(play.sessions) : undefined;
  return {
    last,
    ...(during === undefined ? {} : { during }),
    ...(refuses === undefined ? {} : { refuses }),
    ...(live === undefined || 'ok' in live ? {} : { live }),
  };
}

interface Seen {
  readonly shown?: Snapshot;
  readonly deviations: readonly Deviation[];
}

async function looked(play: Play, capabilities: Capabilities): Promise<Seen> {
  const shown = await play.look();
  if (isDeviation(shown)) return { deviations: [shown] };
  return { shown, deviations: play.isSure ? judgeStates(play.known, shown, capabilities) : [] };
}

/** Somebody opens the store after a death, looks and writes; and one more looks. */
async function openedAgain(play: Play, capabilities: Capabilities): Promise<Seen> {
  const before = [...play.known];
  const usual = later(capabilities);
  const write = mustSucceed(usual, play.known, capabilities) ? usual : makingAnother(capabilities);
  const shown = await play.look({ afterwards: write });
  if (isDeviation(shown)) return { deviations: [shown] };
  const deviations = judgeStates(before, shown, capabilities);
  if (deviations.length > 0) return { shown, deviations };
  const written = play.known.at(-1);
  if (written?.status !== 'acknowledged') {
    const expected = 'Whoever opens the store after a death can write to it.';
    return { shown, deviations: [{ kind: 'write-failed', expected, observed: play.story.at(-1) ?? '' }] };
  }
  const again = await play.look({ role: 'other' });
  const lost = isDeviation(again) ? [again] : judgeStates(play.known, again, capabilities);
  return { shown, deviations: lost.map((one) => ({ ...one, kind: 'write-lost' })) };
}

function poisoned(operation: OperationName): Deviation {
  return {
    kind: 'poisoned',
    expected: 'After a failure the next calls succeed, when nothing fails any more.',
    observed: `${operation} only ever fails from then on.`,
  };
}

function exchangesOf(events: Played['events']): number {
  return events.filter(({ type }) => type === 'request').length;
}
