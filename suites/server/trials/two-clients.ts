import { describeProblem } from '../../../harness/host/problem.ts';
import type { Begun, ServedLife } from '../../../harness/host/server/served-life.ts';
import type { ServerHost } from '../../../harness/host/server/server-host.ts';
import type { ComparedParts } from '../../../harness/model/reference.ts';
import type { Deviation } from '../deviation.ts';
import { judgeStates } from '../judge-state.ts';
import { endOf, isDeviation, Play, unopened } from '../play.ts';
import type { Played } from '../played.ts';
import type { Trial } from '../trial.ts';

/**
 * Two clients, message by message: the first one's requests go up to `switchAt`, then all of the second one's, unless the server lets it wait for what the first
 * one holds; then the rest.
 */
async function interleave(
  first: ServedLife,
  second: ServedLife,
  begin: () => readonly [Begun, Begun],
  switchAt: number,
): Promise<void> {
  first.accompany(second);
  first.hold();
  second.hold();
  const [one, other] = begin();
  for (let released = 0; released < switchAt && (await goOn(first, one)); released++);
  // The last one that was let go is answered before the second client goes on.
  await first.rest();
  while (await goOn(second, other));
  first.letGo();
  second.letGo();
}

/** Lets one request go, if there is one. @returns false where it has come to its end, or waits in a server. */
async function goOn(life: ServedLife, begun: Begun): Promise<boolean> {
  const standing = await life.rest();
  if (begun.answer !== undefined || standing !== 'idle' || !life.isHeld) return false;
  life.releaseFirst();
  return true;
}

/** Both change one session at once, after the first has made it. */
export async function playTogether(host: ServerHost, trial: Trial, parts: ComparedParts): Promise<Played> {
  const { operations, others: [theirs] = [], switchAt = 0, kind } = trial;
  const play = new Play(host);
  const [first, opened] = await play.opened('writer');
  const [second, openedToo] = await play.opened('other');
  const [make, ours] = operations;
  const failed = [opened, openedToo].find(({ ok }) => !ok);
  if (failed?.ok === false || make === undefined || ours === undefined || theirs === undefined) {
    for (const life of [first, second]) await host.end(life, { killed: true });
    return { story: play.story, events: first.events, ...(failed?.ok === false ? { deviation: unopened(failed) } : {}) };
  }
  await play.call(first, [make]);
  await first.rest();
  const before = requestsOf(first);
  const begun: Begun[] = [];
  await interleave(
    first,
    second,
    () => {
      begun.push(first.begin(ours), second.begin(theirs));
      return begun as unknown as readonly [Begun, Begun];
    },
    switchAt,
  );
  play.story.push(`Then both called something at once: after ${switchAt} of the first one's requests came the second one's.`);
  const [one, other] = begun as [Begun, Begun];
  const outcomes = [await first.finish(one), await second.finish(other)] as const;
  // What is judged as an order of calls is any of both.
  const orders =
    trial.kind === 'touched' ? [[theirs, outcomes[1], 'other'] as const, [ours, outcomes[0], 'writer'] as const] : undefined;
  if (orders !== undefined) for (const [operation, outcome, role] of orders) play.note(operation, outcome, role);
  else {
    play.note(ours, outcomes[0], 'writer');
    play.note(theirs, outcomes[1], 'other');
  }
  const requests = requestsOf(first) - before;
  await play.end(first);
  await play.end(second);
  const shown = await play.look();
  const found = isDeviation(shown) ? shown : judgeStates(play.known, shown, parts);
  const swapped = isDeviation(shown) ? found : judgeStates(withLastTwoSwapped(play), shown, parts);
  const deviation =
    found === undefined || swapped === undefined ? undefined : kind === 'touched' ? asTouch(found, theirs.op) : found;
  return { story: play.story, events: first.events, counted: [requests], ...(deviation === undefined ? {} : { deviation }) };
}

function withLastTwoSwapped({ known }: Play): Play['known'] {
  return [...known.slice(0, -2), ...known.slice(-2).reverse()];
}

/** What was deleted came back, or what was written is gone: by a touch, which changes nothing. */
function asTouch(deviation: Deviation, meanwhile: string): Deviation {
  return { ...deviation, kind: meanwhile === 'delete' ? 'revived' : 'changed' };
}

/** Two fresh stores are opened at once on an empty database; then each is told something. */
export async function playOpenedTwice(
  host: ServerHost,
  { operations, others = [], switchAt = 0 }: Trial,
  parts: ComparedParts,
): Promise<Played> {
  const play = new Play(host);
  const [first, second] = [await host.begin('writer'), await host.begin('other')];
  const begun: Begun[] = [];
  await interleave(
    first,
    second,
    () => {
      begun.push(first.beginOpening(), second.beginOpening());
      return begun as unknown as readonly [Begun, Begun];
    },
    switchAt,
  );
  play.story.push(
    `Two clients opened the store at once on an empty database: after ${switchAt} of the first one's requests came the second one's.`,
  );
  const [one, other] = begun as [Begun, Begun];
  const outcomes = [await first.finish(one), await second.finish(other)];
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
  if (deviation === undefined) {
    const shown = await play.look();
    deviation = isDeviation(shown) ? shown : (refusedCall(play) ?? judgeStates(play.known, shown, parts));
  }
  return { story: play.story, events: first.events, counted: [requests], ...(deviation === undefined ? {} : { deviation }) };
}

function refusedCall({ known }: Play): Deviation | undefined {
  if (known.every(({ status }) => status === 'acknowledged')) return undefined;
  return { kind: 'half', expected: 'Both can be written to.', observed: 'One of them refused what it was told.' };
}

function requestsOf({ events }: ServedLife): number {
  return events.filter((event) => event.type === 'request' && !event.handshake).length;
}
