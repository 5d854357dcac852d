import { setTimeout as wait } from 'node:timers/promises';
import type { Json } from '../../../harness/contract/session-store.ts';
import { describeState } from '../../../harness/host/describe-state.ts';
import type { ServedLife } from '../../../harness/host/server/served-life.ts';
import type { ServerHost } from '../../../harness/host/server/server-host.ts';
import type { Capabilities } from '../../../harness/model/capabilities.ts';
import { sameJson } from '../../../harness/model/reference.ts';
import { isDeviation, Play, unopened } from '../play.ts';
import { found, type Played } from '../played.ts';
import type { Trial } from '../trial.ts';
import { SESSION } from '../workloads.ts';
import { Client, requestsOf } from './clients.ts';

/** Short, for it is waited for; long enough to be got by who has it. */
const LEASE_MS = 500;
const BETWEEN_MS = 100;
/** Until then a lease has run out by any reckoning, unless it does not run out at all. */
const MOST_TRIES = 100;

/**
 * A client has the lease and appends: of its requests `switchAt` go, and the next one is held up until another client has got the lease, which is tried again and
 * again, and has appended too. Then it goes on. Its record is there before that of the other one, or not at all.
 */
export async function playLeased(host: ServerHost, trial: Trial, capabilities: Capabilities): Promise<Played> {
  const { operations, others = [], switchAt = 0 } = trial;
  const play = new Play(host);
  const [first, opened] = await play.opened('writer');
  const [second, openedToo] = await play.opened('other');
  const [make, ours] = operations;
  const [theirs] = others;
  const failed = [opened, openedToo].find(({ ok }) => !ok);
  const over = async (more: Partial<Played>): Promise<Played> => {
    for (const life of [first, second]) await play.end(life, { killed: failed !== undefined });
    return { story: play.story, events: first.events, deviations: [], ...more };
  };
  if (failed?.ok === false) return over({ deviations: [unopened(failed)] });
  if (make === undefined || ours?.op !== 'append' || theirs?.op !== 'append') return over({});
  await play.call(first, [make]);
  const lease = await acquired(first);
  if (lease === undefined) return over({ untested: 'the first client did not get the lease' });
  play.story.push('A client got the lease.');
  const before = requestsOf(first);
  first.accompany(second);
  first.hold();
  const holder = new Client(first, [() => first.begin(ours, lease)]);
  holder.begin();
  for (let released = 0; released < switchAt && (await holder.goOn()); released++);
  await first.rest();
  const isHeld = first.isHeld;
  const next = isHeld ? await acquiredInTime(second) : undefined;
  if (next === undefined) {
    first.letGo();
    await holder.finish();
    const requests = requestsOf(first) - before;
    return over({ counted: [requests], untested: isHeld ? 'the lease went to nobody else' : 'nothing of it was held up' });
  }
  play.story.push('In the midst of its next call its lease ran out, and another client got it.');
  play.note(theirs, await second.finish(second.begin(theirs, next)), 'other');
  first.letGo();
  const [outcome] = await holder.finish();
  if (outcome !== undefined) play.note(ours, outcome, 'writer');
  const counted = [requestsOf(first) - before];
  const shown = await play.look();
  if (isDeviation(shown)) return over({ counted, deviations: [shown] });
  const read = shown.read[SESSION];
  const state = read === undefined || 'problem' in read ? undefined : read.state;
  const records = state?.records ?? [];
  const at = (record: Json): number => records.findIndex((one) => sameJson(one, record));
  const isUnfenced = state !== undefined && at(ours.record) > at(theirs.record);
  const expected = 'What who had lost the lease appends is refused.';
  const observed = state === undefined ? '' : `"${SESSION}" is ${describeState(state, capabilities)}.`;
  return over({ counted, deviations: found(isUnfenced ? { kind: 'unfenced', expected, observed } : undefined) });
}

async function acquired(life: ServedLife): Promise<Json | undefined> {
  const begun = life.beginAcquiring(SESSION, LEASE_MS);
  const outcome = await life.finish(begun);
  return outcome.ok ? (begun.answer?.lease ?? undefined) : undefined;
}

async function acquiredInTime(life: ServedLife): Promise<Json | undefined> {
  for (let tried = 0; tried < MOST_TRIES; tried++) {
    const lease = await acquired(life);
    if (lease !== undefined) return lease;
    await wait(BETWEEN_MS);
  }
  return undefined;
}
