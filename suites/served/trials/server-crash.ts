import type { ServerHost } from '../../../harness/host/server/server-host.ts';
import type { ComparedParts } from '../../../harness/model/reference.ts';
import { judgeStates } from '../judge-state.ts';
import { isDeviation, Play, unopened } from '../play.ts';
import type { Played } from '../played.ts';
import type { Trial } from '../trial.ts';

/** The server dies when everything has been acknowledged, and comes up again on what it had stored. */
export async function playServerCrash(host: ServerHost, { operations }: Trial, parts: ComparedParts): Promise<Played> {
  const play = new Play(host);
  const [life, outcome] = await play.opened('writer');
  if (!outcome.ok) {
    await host.end(life, { killed: true });
    return { story: play.story, events: life.events, deviations: [unopened(outcome)] };
  }
  await play.call(life, operations);
  await host.crashServers();
  play.story.push('The server died at once, and came up again on what it had stored.');
  await host.end(life, { killed: true });
  const shown = await play.look();
  const deviations = isDeviation(shown) ? [shown] : judgeStates(play.known, shown, parts);
  return { story: play.story, events: life.events, deviations };
}
