import { describeProblem } from '../../../harness/host/problem.ts';
import type { ServerHost } from '../../../harness/host/server/server-host.ts';
import type { Capabilities } from '../../../harness/model/capabilities.ts';
import type { Deviation } from '../deviation.ts';
import { judgeStates } from '../judge-state.ts';
import { endOf, isDeviation, Play, unopened } from '../play.ts';
import { found, type Played } from '../played.ts';
import type { Trial } from '../trial.ts';
import { Client, interleave, requestsOf } from './clients.ts';

/** Two fresh stores are opened at once on an empty database; then each is told something. */
export async function playOpenedTwice(
  host: ServerHost,
  { operations, others = [], switchAt = 0 }: Trial,
  capabilities: Capabilities,
): Promise<Played> {
  const play = new Play(host);
  const [first, second] = [await host.begin('writer'), await host.begin('other')];
  const [one, other] = [new Client(first, [() => first.beginOpening()]), new Client(second, [() => second.beginOpening()])];
  await interleave(one, other, switchAt);
  play.story.push(
    `Two clients opened the store at once on an empty database: after ${switchAt} of the first one's requests came the second one's.`,
  );
  const outcomes = [...(await one.finish()), ...(await other.finish())];
  const requests = requestsOf(first);
  const refused = outcomes.find(({ ok }) => !ok);
  let deviation: Deviation | undefined;
  if (refused?.ok === false) {
    play.story.push(`One of them ${describeProblem(refused.problem)}`);
    deviation = { ...unopened(refused), expected: 'Both open.' };
  } else {
    for (const [life, role, own] of [
      [first, 'writer', operations],
      [second, 'other', others],
    ] as const) {
      const outcome = await play.call(life, own, role);
      deviation ??= endOf(outcome, 'A call');
    }
  }
  await play.end(first, { killed: deviation !== undefined });
  await play.end(second, { killed: deviation !== undefined });
  const before = { story: play.story, events: first.events, counted: [requests] };
  if (deviation !== undefined) return { ...before, deviations: [deviation] };
  const shown = await play.look();
  const deviations = isDeviation(shown)
    ? [shown]
    : [...found(refusedCall(play)), ...judgeStates(play.known, shown, capabilities)];
  return { ...before, deviations };
}

function refusedCall({ known }: Play): Deviation | undefined {
  if (known.every(({ status }) => status === 'acknowledged')) return undefined;
  return { kind: 'half', expected: 'Both can be written to.', observed: 'One of them refused what it was told.' };
}
