import type { ServerHost } from '../../../harness/host/server/server-host.ts';
import type { ComparedParts } from '../../../harness/model/reference.ts';
import { judgeStates } from '../judge-state.ts';
import { isDeviation, Play, unopened } from '../play.ts';
import type { Played } from '../played.ts';
import type { Trial } from '../trial.ts';
import { playTogether } from './two-clients.ts';

/** A session is touched while another client writes to it or deletes it; without `switchAt`, after that. */
export async function playTouched(host: ServerHost, trial: Trial, parts: ComparedParts): Promise<Played> {
  if (trial.switchAt !== undefined) return playTogether(host, trial, parts);
  const { operations, others = [] } = trial;
  const [make, touch] = operations;
  const play = new Play(host);
  const [first, opened] = await play.opened('writer');
  const [second, openedToo] = await play.opened('other');
  const failed = [opened, openedToo].find(({ ok }) => !ok);
  if (failed?.ok === false || make === undefined || touch === undefined) {
    for (const life of [first, second]) await host.end(life, { killed: true });
    return { story: play.story, events: first.events, ...(failed?.ok === false ? { deviation: unopened(failed) } : {}) };
  }
  await play.call(first, [make]);
  await play.call(second, others, 'other');
  await play.call(first, [touch]);
  await play.end(first);
  await play.end(second);
  const shown = await play.look();
  const found = isDeviation(shown) ? shown : judgeStates(play.known, shown, parts);
  const kind = others.some(({ op }) => op === 'delete') ? 'revived' : 'changed';
  return { story: play.story, events: first.events, ...(found === undefined ? {} : { deviation: { ...found, kind } }) };
}
