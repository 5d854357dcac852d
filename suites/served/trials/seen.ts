import { describeRead } from '../../../harness/host/describe-state.ts';
import type { Begun, ServedLife } from '../../../harness/host/server/served-life.ts';
import type { ServerHost } from '../../../harness/host/server/server-host.ts';
import type { Snapshot } from '../../../harness/host/snapshot.ts';
import type { Capabilities } from '../../../harness/model/capabilities.ts';
import { sameState } from '../../../harness/model/reference.ts';
import type { Deviation } from '../deviation.ts';
import { judgeStates } from '../judge-state.ts';
import { endOf, isDeviation, Play, unopened } from '../play.ts';
import { found, type Played } from '../played.ts';
import { type KnownOperation, possibleStates } from '../possible-states.ts';
import type { Trial } from '../trial.ts';
import { SESSION } from '../workloads.ts';
import { Client, interleave, requestsOf } from './clients.ts';
import { openBoth } from './together.ts';

/** One client writes, and another one reads in the midst of that, and again when the write has come back: what it sees is what was before or comes after, and never goes back. */
export async function playSeen(host: ServerHost, trial: Trial, capabilities: Capabilities): Promise<Played> {
  const { operations, switchAt = 0, clients } = trial;
  const play = new Play(host);
  const { first, second, failed } = await openBoth(play, clients);
  const lives = [...new Set([first, second])];
  const write = operations.at(-1);
  if (failed !== undefined || write === undefined) {
    for (const life of lives) await host.end(life, { killed: true });
    return { story: play.story, events: first.events, deviations: failed === undefined ? [] : [unopened(failed)] };
  }
  await play.call(first, operations.slice(0, -1));
  await second.look([SESSION]);
  await first.rest();
  const before = requestsOf(first);
  let during: Begun | undefined;
  const writer = Client.calling(first, [write]);
  const reader = new Client(second, [() => (during = second.beginLook([SESSION]))], 'highest');
  await interleave(writer, reader, switchAt);
  const [outcome] = await writer.finish();
  const requests = requestsOf(first) - before;
  await reader.finish();
  play.story.push(`After ${switchAt} requests of the next call the session was read.`);
  const known = [...play.known];
  if (outcome !== undefined) play.note(write, outcome, 'writer');
  const ended = outcome === undefined ? undefined : endOf(outcome, 'The write');
  const last = ended === undefined ? await lookOf(second) : undefined;
  play.story.push('Then it was read again.');
  for (const life of lives) await play.end(life, { killed: ended !== undefined });
  const fresh = ended === undefined ? await play.look() : undefined;
  const open = [...known, { operation: write, status: 'pending' as const }];
  const deviations = [
    ...found(ended, outOf(during?.answer?.snapshot, open, capabilities)),
    ...found(outOf(last, play.known, capabilities)),
    ...(fresh === undefined ? [] : isDeviation(fresh) ? [fresh] : judgeStates(play.known, fresh, capabilities)),
  ];
  return { story: play.story, events: first.events, counted: [requests], deviations };
}

async function lookOf(life: ServedLife): Promise<Snapshot | undefined> {
  const shown = await life.look([SESSION]);
  return 'ok' in shown || isDeviation(shown) ? undefined : shown;
}

/** What was shown is no state that the session may be in. */
function outOf(shown: Snapshot | undefined, known: readonly KnownOperation[], capabilities: Capabilities): Deviation | undefined {
  const read = shown?.read[SESSION];
  if (read === undefined || 'problem' in read) return undefined;
  if (possibleStates(known).some((state) => sameState(state, read.state, capabilities))) return undefined;
  return {
    kind: 'stale',
    expected:
      'A read shows the session as it was before the write, while that goes on, or as it is after it; after it nothing else.',
    observed: `"${SESSION}" is ${describeRead(read, capabilities)}.`,
  };
}
