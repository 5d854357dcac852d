import type { Outcome } from '../../../harness/host/problem.ts';
import type { ServedLife } from '../../../harness/host/server/served-life.ts';
import type { ServerHost } from '../../../harness/host/server/server-host.ts';
import type { Snapshot } from '../../../harness/host/snapshot.ts';
import type { Capabilities } from '../../../harness/model/capabilities.ts';
import type { Operation } from '../../../harness/model/operation.ts';
import type { Deviation } from '../deviation.ts';
import { judgeAgreement, judgeStates } from '../judge-state.ts';
import { endOf, isDeviation, Play, unopened } from '../play.ts';
import { found, type Played } from '../played.ts';
import type { KnownOperation } from '../possible-states.ts';
import type { Nearness, Trial } from '../trial.ts';
import { Client, interleave, requestsOf } from './clients.ts';

/** Two lives on one server, both opened: they may be one and the same. */
export interface TwoLives {
  readonly first: ServedLife;
  readonly second: ServedLife;
  readonly failed?: Extract<Outcome, { ok: false }>;
}

export async function openBoth(play: Play, nearness: Nearness = 'two-processes'): Promise<TwoLives> {
  const [first, opened] = await play.opened('writer');
  if (!opened.ok) return { first, second: first, failed: opened };
  if (nearness === 'one-instance') return { first, second: first };
  const [second, openedToo] = await play.opened('other', nearness === 'one-process' ? { beside: first } : {});
  return { first, second, ...(openedToo.ok ? {} : { failed: openedToo }) };
}

/** Both change one session at once, after the first operation has made it; then both look, and somebody who opens the store. */
export async function playTogether(host: ServerHost, trial: Trial, capabilities: Capabilities): Promise<Played> {
  const { operations, others: theirs = [], switchAt = 0, kind, clients } = trial;
  const play = new Play(host);
  const { first, second, failed } = await openBoth(play, clients);
  const lives = [...new Set([first, second])];
  const [make, ...ours] = operations;
  if (failed !== undefined || make === undefined) {
    for (const life of lives) await host.end(life, { killed: true });
    return { story: play.story, events: first.events, deviations: failed === undefined ? [] : [unopened(failed)] };
  }
  await play.call(first, [make]);
  // Whoever keeps what they have read has read it.
  for (const life of lives) await life.look(play.sessions);
  await first.rest();
  const before = requestsOf(first);
  const [one, other] = [Client.calling(first, ours), Client.calling(second, theirs, 'highest')];
  await interleave(one, other, switchAt);
  play.story.push(`Then both called something at once: after ${switchAt} of the first one's requests came the second one's.`);
  const outcomes = [await one.finish(), await other.finish()] as const;
  const requests = requestsOf(first) - before;
  const made = [...play.known];
  // What is judged as an order of calls is any in which each one's own are in theirs.
  const calls: [Operation[], readonly Outcome[], 'writer' | 'other'][] = [
    [ours, outcomes[0], 'writer'],
    [[...theirs], outcomes[1], 'other'],
  ];
  for (const [called, ended, role] of kind === 'touched' ? calls.toReversed() : calls) {
    for (const [index, outcome] of ended.entries()) {
      const operation = called[index];
      if (operation !== undefined) play.note(operation, outcome, role);
    }
  }
  const ended = found(...outcomes.flat().map((outcome) => endOf(outcome, 'Each of the calls')));
  const live: Snapshot[] = [];
  if (ended.length === 0) {
    for (const life of lives) {
      const shown = await life.look(play.sessions);
      if (!('ok' in shown)) live.push(shown);
    }
  }
  for (const life of lives) await play.end(life, { killed: ended.length > 0 });
  const shown = await play.look();
  const known = play.known.slice(made.length);
  const split = kind === 'touched' ? theirs.length : ours.length;
  const orders = merged(known.slice(0, split), known.slice(split)).map((order) => [...made, ...order]);
  const deviations = isDeviation(shown) ? [shown] : judgeOrders(orders, shown, capabilities);
  const stale = isDeviation(shown) ? [] : live.flatMap((one) => judgeAgreement(one, shown, capabilities));
  const told = kind === 'touched' ? deviations.map((one) => asTouch(one, theirs)) : deviations;
  return { story: play.story, events: first.events, counted: [requests], deviations: [...ended, ...told, ...stale] };
}

/** What is wrong by every order in which it may have happened: by the first of them. */
function judgeOrders(orders: readonly KnownOperation[][], shown: Snapshot, capabilities: Capabilities): Deviation[] {
  const judged = orders.map((order) => judgeStates(order, shown, capabilities));
  return judged.some((deviations) => deviations.length === 0) ? [] : (judged[0] ?? []);
}

/** Every order of both in which each keeps its own. */
function merged(left: readonly KnownOperation[], right: readonly KnownOperation[]): KnownOperation[][] {
  const [first, ...otherLeft] = left;
  const [second, ...otherRight] = right;
  if (first === undefined) return [[...right]];
  if (second === undefined) return [[...left]];
  return [
    ...merged(otherLeft, right).map((rest) => [first, ...rest]),
    ...merged(left, otherRight).map((rest) => [second, ...rest]),
  ];
}

/** What was deleted came back, or what was written is gone: by a touch, which changes nothing. */
function asTouch(deviation: Deviation, [meanwhile]: readonly Operation[]): Deviation {
  return { ...deviation, kind: meanwhile?.op === 'delete' ? 'revived' : 'changed' };
}
