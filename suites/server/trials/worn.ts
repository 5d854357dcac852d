import type { ServerHost } from '../../../harness/host/server/server-host.ts';
import type { ComparedParts } from '../../../harness/model/reference.ts';
import type { Deviation } from '../deviation.ts';
import { judgeStates } from '../judge-state.ts';
import { endOf, isDeviation, Play, unopened } from '../play.ts';
import type { Played } from '../played.ts';
import type { Trial } from '../trial.ts';

/** More than any pool has by default. */
const FAILURES = 24;

/** Call after call fails, by an error of the server and by a lost connection in turn; then one is to succeed or fail in time. */
export async function playWorn(host: ServerHost, { operations }: Trial): Promise<Played> {
  const play = new Play(host);
  const [life, outcome] = await play.opened('writer');
  const [first, again] = operations;
  if (!outcome.ok || first === undefined || again === undefined) {
    await host.end(life, { killed: true });
    return { story: play.story, events: life.events, ...(outcome.ok ? {} : { deviation: unopened(outcome) }) };
  }
  let deviation = endOf(await play.call(life, [first]), 'A call');
  const told = play.story.length;
  for (let failure = 0; failure < FAILURES && deviation === undefined; failure++) {
    life.plan({ place: failure % 2 === 0 ? 'refused' : 'before-request', how: 'rst' });
    deviation = endOf(await play.call(life, [again]), `Call ${failure + 1} in a row at which the server refuses or is lost`);
  }
  play.story.splice(told);
  play.story.push(
    `It called the same ${FAILURES} times, and each time the server refused a request or the connection was reset.`,
  );
  life.plan(undefined);
  if (deviation === undefined)
    deviation = endOf(await play.call(life, [again]), 'A call after that, when nothing fails any more,');
  await play.end(life, { killed: deviation !== undefined });
  const isWorn = life.events.some(({ type }) => type === 'cut');
  return {
    story: play.story,
    events: life.events,
    ...(deviation === undefined ? {} : { deviation }),
    ...(deviation === undefined && !isWorn ? { untested: 'no request was sent that could fail' } : {}),
  };
}

/** All at once, while the server answers none of it; then it answers. */
export async function playCrowd(host: ServerHost, { operations }: Trial, parts: ComparedParts): Promise<Played> {
  const play = new Play(host);
  const [life, outcome] = await play.opened('writer');
  if (!outcome.ok) {
    await host.end(life, { killed: true });
    return { story: play.story, events: life.events, deviation: unopened(outcome) };
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
  if (deviation === undefined) {
    const shown = await play.look();
    deviation = isDeviation(shown) ? shown : judgeStates(play.known, shown, parts);
  }
  return { story: play.story, events: life.events, ...(deviation === undefined ? {} : { deviation }) };
}
