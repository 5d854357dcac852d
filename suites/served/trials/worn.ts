import type { Outcome } from '../../../harness/host/problem.ts';
import type { ServedLife } from '../../../harness/host/server/served-life.ts';
import type { ServerHost } from '../../../harness/host/server/server-host.ts';
import type { Capabilities } from '../../../harness/model/capabilities.ts';
import type { Operation } from '../../../harness/model/operation.ts';
import type { Deviation } from '../deviation.ts';
import { judgeStates } from '../judge-state.ts';
import { mustSucceed } from '../must-succeed.ts';
import { endOf, isDeviation, isEnd, Play, unopened } from '../play.ts';
import { found, type Played } from '../played.ts';
import type { Trial } from '../trial.ts';
import { following, makingAnother, SESSION } from '../workloads.ts';

/** More than any pool has by default. */
const FAILURES = 24;

/**
 * Call after call fails, by an error of the server and by a lost connection in turn; then the same is to succeed again, and another operation. The last of the
 * operations is what is called; without one, it is read.
 */
export async function playWorn(host: ServerHost, { operations }: Trial, capabilities: Capabilities): Promise<Played> {
  const play = new Play(host);
  const [life, outcome] = await play.opened('writer');
  const [first, worn] = operations;
  if (!outcome.ok || first === undefined) {
    await host.end(life, { killed: true });
    return { story: play.story, events: life.events, deviations: outcome.ok ? [] : [unopened(outcome)] };
  }
  // Each of many creations is that of another session.
  let nth = 0;
  const next = (operation: Operation): Operation =>
    operation.op === 'create' ? { ...operation, session: `${SESSION}-${++nth}` } : operation;
  const again = (): Promise<Outcome> => (worn === undefined ? life.read(SESSION) : life.call(next(worn)));
  const name = worn === undefined ? 'read' : worn.op;
  let deviation = endOf(await play.call(life, [first]), 'A call');
  for (let failure = 0; failure < FAILURES && deviation === undefined; failure++) {
    life.plan({ place: failure % 2 === 0 ? 'refused' : 'before-request', how: 'rst' });
    deviation = endOf(await again(), `Call ${failure + 1} in a row at which the server refuses or is lost`);
  }
  play.story.push(`It called ${name} ${FAILURES} times, and each time the server refused a request or the connection was reset.`);
  life.plan(undefined);
  const isWorn = life.events.some(({ type }) => type === 'cut' || type === 'refused-request');
  if (deviation === undefined && isWorn) {
    const isThere = worn?.op !== 'delete' && mustSucceed(following(capabilities), play.known, capabilities);
    const called = worn === undefined ? await untilItSucceeds(life) : await play.recover(life, next(worn));
    // What was removed long ago may be refused to be removed again.
    deviation = worn?.op === 'delete' && !called.ok && !isEnd(called) ? undefined : notRecovered(called, name);
    const other = isThere ? following(capabilities) : makingAnother(capabilities);
    if (deviation === undefined && other.op !== worn?.op) deviation = notRecovered(await play.recover(life, other), other.op);
  }
  await play.end(life, { killed: deviation !== undefined });
  return {
    story: play.story,
    events: life.events,
    deviations: found(deviation),
    ...(deviation === undefined && !isWorn ? { untested: 'no request was sent that could fail' } : {}),
  };
}

const MOST_READS = 10;
const PAUSE_MS = 60_000;

async function untilItSucceeds(life: ServedLife): Promise<Outcome> {
  for (let tried = 1; ; tried++) {
    const outcome = await life.read(SESSION);
    if (outcome.ok || isEnd(outcome) || tried === MOST_READS) return outcome;
    await life.letPass(PAUSE_MS);
  }
}

function notRecovered(outcome: Outcome, name: string): Deviation | undefined {
  if (outcome.ok) return undefined;
  const end = endOf(outcome, 'A call after that, when nothing fails any more,');
  if (end !== undefined) return end;
  return {
    kind: 'poisoned',
    expected: `When nothing fails any more ${name} succeeds again, at once or some minutes later.`,
    observed: `It only ever fails, although the server answers: ${outcome.problem.message}`,
  };
}

/** All at once, while the server answers none of it; then it answers. */
export async function playCrowd(host: ServerHost, { operations }: Trial, capabilities: Capabilities): Promise<Played> {
  const play = new Play(host);
  const [life, outcome] = await play.opened('writer');
  if (!outcome.ok) {
    await host.end(life, { killed: true });
    return { story: play.story, events: life.events, deviations: [unopened(outcome)] };
  }
  life.hold();
  const begun = operations.map((operation) => ({ operation, begun: life.begin(operation) }));
  await life.rest();
  play.story.push(`A client made ${operations.length} calls at once, and the server answered nothing until all of them waited.`);
  life.letGo();
  let deviation: Deviation | undefined;
  const told = play.story.length;
  for (const { operation, begun: one } of begun) {
    const ended = await life.finish(one);
    play.note(operation, ended, 'writer');
    deviation ??= endOf(ended, `Each of ${operations.length} calls at once`);
    if (deviation !== undefined) break;
  }
  play.story.splice(told);
  play.story.push('Then it answered.');
  await play.end(life, { killed: deviation !== undefined });
  if (deviation !== undefined) return { story: play.story, events: life.events, deviations: [deviation] };
  const shown = await play.look();
  const deviations = isDeviation(shown) ? [shown] : judgeStates(play.known, shown, capabilities);
  return { story: play.story, events: life.events, deviations };
}
