import type { ServerHost } from '../../../harness/host/server/server-host.ts';
import type { Capabilities } from '../../../harness/model/capabilities.ts';
import { judgeStates } from '../judge-state.ts';
import { isDeviation, Play, unopened } from '../play.ts';
import type { Played } from '../played.ts';
import type { Trial } from '../trial.ts';
import { playTogether } from './together.ts';

/** A session is touched while another client writes to it or deletes it; without `switchAt`, after that. */
export async function playTouched(host: ServerHost, trial: Trial, capabilities: Capabilities): Promise<Played> {
  if (trial.switchAt !== undefined) return playTogether(host, trial, capabilities);
  const { operations, others = [] } = trial;
  const play = new Play(host);
  const [first, opened] = await play.opened('writer');
  const second = others.length === 0 ? undefined : await play.opened('other');
  const lives = [first, ...(second === undefined ? [] : [second[0]])];
  const failed = [opened, second?.[1]].find((outcome) => outcome?.ok === false);
  if (failed?.ok === false) {
    for (const life of lives) await host.end(life, { killed: true });
    return { story: play.story, events: first.events, deviations: [unopened(failed)] };
  }
  const touch = operations.slice(-1);
  await play.call(first, operations.slice(0, -1));
  // What is written behind is written, as far as it is for the store: it is not what this is about.
  await first.rest();
  if (second !== undefined) {
    await play.call(second[0], others, 'other');
    await second[0].rest();
  }
  await play.call(first, touch);
  for (const life of lives) await play.end(life);
  const shown = await play.look();
  const deviations = isDeviation(shown) ? [shown] : judgeStates(play.known, shown, capabilities);
  const kind = play.known.some(({ operation }) => operation.op === 'delete') ? 'revived' : 'changed';
  return { story: play.story, events: first.events, deviations: deviations.map((one) => ({ ...one, kind })) };
}
