import { setTimeout as wait } from 'node:timers/promises';
import { describeState } from '../../../harness/host/describe-state.ts';
import type { ServedLife } from '../../../harness/host/server/served-life.ts';
import type { ServerHost } from '../../../harness/host/server/server-host.ts';
import { sessionOf } from '../../../harness/model/operation.ts';
import { applyOperation, type ComparedParts, type ModelState, sameState } from '../../../harness/model/reference.ts';
import type { Deviation } from '../deviation.ts';
import { isDeviation, isEnd, Play, unopened } from '../play.ts';
import { found, type Played } from '../played.ts';
import type { Trial } from '../trial.ts';
import { SESSION } from '../workloads.ts';

/** Stores that count in seconds have to be able to. Of a machine that was too slow for that, twice as long the next time. */
const SHORTEST_TTL_MS = 2_000;
/** A server's clock may show whole milliseconds, and the client's another one. */
const SKEW_MS = 20;
/** Stores round the end of a session to whole seconds, and what the clock shows too: so much later it is over by any reckoning. */
const ROUNDING_MS = 2_000 + SKEW_MS;

/**
 * Sessions reach their end. How long that takes is waited for, and nothing is said of whether it came too early: on a slow machine a session may have been gone
 * for good reason. `switchAt`: half a lifetime passes before the operation of this index, and half a one behind the last.
 */
export async function playExpired(
  host: ServerHost,
  { operations, switchAt }: Trial,
  parts: ComparedParts,
  attempt: number,
): Promise<Played> {
  const ttlMs = SHORTEST_TTL_MS * 2 ** (attempt - 1);
  const [whole, half] = [ttlMs + ROUNDING_MS, Math.round(ttlMs * 0.6)];
  const play = new Play(host);
  const [life, outcome] = await play.opened('writer', { ttlMs });
  if (!outcome.ok) {
    await host.end(life, { killed: true });
    return { story: play.story, events: life.events, deviations: [unopened(outcome)] };
  }
  const beganMs = performance.now();
  const waits = switchAt === undefined ? [[1, whole] as const] : ([[switchAt, half]] as const);
  let touched = false;
  for (const [index, operation] of operations.entries()) {
    for (const [before, ms] of waits) {
      if (before !== index) continue;
      await wait(ms);
      play.story.push(ms === whole ? LONGER : PART);
      touched = true;
    }
    const early = operation.op === 'touch' ? await shownBefore(life) : undefined;
    if (early !== undefined) {
      await play.end(life);
      return { story: play.story, events: life.events, deviations: [early] };
    }
    const called = await play.call(life, [operation]);
    if (isEnd(called)) break;
  }
  // The server's time has not passed with it.
  const isAhead = life.passedMs > 0;
  // On a slow machine it may have expired in between, and what was called then made another one.
  if (isAhead || (switchAt !== undefined && performance.now() - beganMs >= ttlMs - SKEW_MS)) {
    await play.end(life);
    return {
      story: play.story,
      events: life.events,
      deviations: [],
      untested: 'the machine was too slow: the session may have expired meanwhile',
    };
  }
  const last = switchAt !== undefined ? half : touched ? 0 : whole;
  if (last > 0) {
    await wait(last);
    play.story.push(last === whole ? LONGER : PART);
  }
  await play.end(life);
  const shown = await play.look();
  const deviation = isDeviation(shown) ? shown : judge(play, shown, { parts, whole: switchAt !== undefined });
  return { story: play.story, events: life.events, deviations: found(deviation) };
}

const LONGER = 'More time passed than a session lives for.';
const PART = 'Sixty percent of the time passed for which a session lives.';

/** What has expired and is shown all the same was not brought back by what comes next. */
async function shownBefore(life: ServedLife): Promise<Deviation | undefined> {
  const shown = await life.look([SESSION]);
  const found = 'ok' in shown ? undefined : shown.read[SESSION];
  if (found === undefined || 'problem' in found || found.state === null) return undefined;
  return { kind: 'returned', expected: `"${SESSION}" has expired and is gone.`, observed: `"${SESSION}" is shown.` };
}

type Shown = Exclude<Awaited<ReturnType<Play['look']>>, Deviation>;

/** @param whole the session may be there still, but then all of it. */
function judge({ known }: Play, shown: Shown, { parts, whole }: { parts: ComparedParts; whole: boolean }): Deviation | undefined {
  const [session = ''] = known.flatMap(({ operation }) => sessionOf(operation) ?? []);
  const found = shown.read[session];
  if (found === undefined || 'problem' in found) return undefined;
  const isListed = shown.listed !== undefined && 'sessions' in shown.listed && shown.listed.sessions.includes(session);
  const isTouch = known.some(({ operation }) => operation.op === 'touch');
  if (found.state === null) {
    if (!isListed || whole) return undefined;
    return { kind: 'returned', expected: 'What has expired is not listed.', observed: `"${session}" is listed.` };
  }
  const all = known.reduce<ModelState>((state, { operation }) => applyOperation(state, operation), null);
  if (whole && sameState(all, found.state, parts)) return undefined;
  return {
    kind: isTouch ? 'revived' : 'returned',
    expected: whole ? `"${session}" is there whole, or gone.` : `"${session}" has expired and is gone.`,
    observed: `"${session}" is ${describeState(found.state, parts)}.`,
  };
}
