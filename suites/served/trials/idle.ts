import { failed } from '../../../harness/host/problem.ts';
import type { ServerHost } from '../../../harness/host/server/server-host.ts';
import { endOf, isEnd, Play, unopened } from '../play.ts';
import { found, type Played } from '../played.ts';
import { tellManner } from '../tell-exchange.ts';
import type { Trial } from '../trial.ts';

/** The connections are cut while nothing is called; then the rest is called. */
export async function playIdle(host: ServerHost, { how = 'rst', operations }: Trial): Promise<Played> {
  const play = new Play(host);
  const [first, ...rest] = operations;
  const [life, outcome] = await play.opened('writer');
  if (!outcome.ok || first === undefined) {
    await host.end(life, { killed: true });
    return { story: play.story, events: life.events, deviations: outcome.ok ? [] : [unopened(outcome)] };
  }
  const called = await play.call(life, [first]);
  let deviation = endOf(called, 'A call');
  if (deviation === undefined) {
    await life.rest();
    life.cut(how);
    play.story.push(`While nothing was called, ${tellManner(how)}, and the server could be reached again at once.`);
    await life.rest();
    const { trouble } = life.process;
    if (trouble !== undefined) deviation = endOf({ ok: false, problem: trouble }, 'A client that calls nothing goes on: a call');
  }
  for (const operation of rest) {
    if (deviation !== undefined) break;
    const next = await play.call(life, [operation]);
    if (isEnd(next))
      deviation = endOf(next.problem.kind === 'hung' ? failed('hung', next.problem.message) : next, 'The next call');
  }
  await play.end(life, { killed: deviation !== undefined });
  return { story: play.story, events: life.events, deviations: found(deviation) };
}
