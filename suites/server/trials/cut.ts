import { describeProblem, type Outcome } from '../../../harness/host/problem.ts';
import type { ServerHost } from '../../../harness/host/server/server-host.ts';
import type { ComparedParts } from '../../../harness/model/reference.ts';
import { judgeStates } from '../judge-state.ts';
import { isDeviation, isEnd, Play } from '../play.ts';
import type { Played } from '../played.ts';
import { nameOfCut, tellCut } from '../tell-exchange.ts';
import type { Trial } from '../trial.ts';

/** One exchange is cut or refused; then somebody else opens the store and looks. */
export async function playCut(host: ServerHost, { cut, operations }: Trial, parts: ComparedParts): Promise<Played> {
  const play = new Play(host);
  const [life, outcome] = await play.opened('writer', { cut });
  const counted = [exchangesOf(life.events)];
  let last: Outcome = outcome;
  if (outcome.ok) {
    for (const operation of operations) {
      const called = await play.call(life, [operation]);
      last = called;
      counted.push(exchangesOf(life.events));
      if (isEnd(called) || !called.ok) break;
      // It is dead: it calls nothing any more.
      if (cut?.kills === true && hasHappened(life.events)) break;
    }
  }
  const name = cut === undefined ? undefined : nameOfCut(cut, life.events);
  const struck = cut !== undefined && name !== undefined;
  if (struck) play.story.push(`Meanwhile, at ${tellCut(cut, name)}.`);
  const ended =
    struck && cut.kills !== true && isEnd(last) && last.problem.kind !== 'hung'
      ? `At ${tellCut(cut, name)}: ${describeProblem(last.problem)}.`
      : undefined;
  await play.end(life, { killed: struck && cut.kills === true });
  const shown = await play.look();
  const deviation = isDeviation(shown) ? shown : judgeStates(play.known, shown, parts);
  return {
    story: play.story,
    counted,
    events: life.events,
    ...(deviation === undefined ? {} : { deviation }),
    ...(ended === undefined ? {} : { ended }),
    ...(cut !== undefined && !struck ? { untested: 'the exchange did not come' } : {}),
  };
}

type Events = Played['events'];

function exchangesOf(events: Events): number {
  return events.filter(({ type }) => type === 'request').length;
}

function hasHappened(events: Events): boolean {
  return events.some(({ type }) => type === 'cut');
}
