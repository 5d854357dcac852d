import { siteOf } from '../../harness/crash/call-site.ts';
import { describeEvent } from '../../harness/crash/describe-events.ts';
import { fileViews } from '../../harness/crash/file-view.ts';
import { isChange } from '../../harness/host/change.ts';
import { describeRead } from '../../harness/host/describe-state.ts';
import type { TogetherFsEvent, TogetherHost, TogetherRun, TogetherTraceEntry } from '../../harness/host/together.ts';
import { type ClientEvent, type Program, SETUP } from '../../harness/model/program.ts';
import { operationLine } from '../../harness/report/operation-line.ts';
import { TurnScheduler } from '../../harness/schedule/turns.ts';
import type { FileView, Lane, Timeline, TimelinePoint } from '../../harness/verdict/counterexample.ts';
import { aroundFailure } from '../around-failure.ts';
import { actorsOf } from './actors.ts';
import { operationOf } from './client-history.ts';
import { type ConcurrentPatchCore, programOfCore } from './counterexample-core.ts';
import { nameOf } from './describe-deviation.ts';
import { sessionsOf } from './sessions-of.ts';

/** A race call by call: who did what, and the disk after it; and a lane for each client, its operations from call to return. */
export async function raceTimeline<Image>(host: TogetherHost<Image>, core: ConcurrentPatchCore): Promise<Timeline> {
  const program = programOfCore(core);
  const scheduler = new TurnScheduler(core.turns, actorsOf(program));
  const run = await host.runTogether(program, { scheduler, sessions: sessionsOf(program), stacks: true, fresh: true });
  const steps = shownSteps(run, core.crash?.changes);
  const moments = steps.map((step, at) => ({ step, at, isFailure: at === steps.length - 1 }));
  const disks = new Map<number, FileView[]>();
  const diskAfter = async (changes: number): Promise<FileView[]> => {
    const known = disks.get(changes) ?? fileViews(await host.entries(run.imageAt({ changes }).image));
    disks.set(changes, known);
    return known;
  };
  const points: TimelinePoint[] = [];
  for (const { step, at, isFailure } of aroundFailure(moments)) {
    points.push({
      changes: step.changes,
      event: `${whoseName(step.entry)}: ${wordsOf(step.entry, program)}`,
      operations: inFlight(
        steps.slice(0, at + 1).map(({ entry }) => entry),
        program,
      ),
      files: await diskAfter(step.changes),
      ...(isFailure && core.crash === undefined ? { recovered: lastLooks(run), wrong: core.observed } : {}),
      ...(isFailure ? { isFailure } : {}),
      at,
    });
  }
  return { points, lanes: lanesOf(steps, program) };
}

interface Step {
  readonly entry: TogetherTraceEntry;
  /** Changes of the disk up to and with it. */
  readonly changes: number;
}

/** What tells something, from where the clients begin to where they are done, or are killed. */
function shownSteps({ trace, steps, over }: TogetherRun<unknown>, killedAfter = Number.POSITIVE_INFINITY): Step[] {
  const from = steps[0]?.entries ?? 0;
  const shown: Step[] = [];
  let changes = 0;
  for (const [index, entry] of trace.slice(0, over).entries()) {
    if (entry.type === 'fs' && isChange(entry)) {
      if (changes === killedAfter) break;
      changes++;
    }
    if (index >= from && tells(entry)) shown.push({ entry, changes });
  }
  return shown;
}

function tells(entry: TogetherTraceEntry): boolean {
  if (entry.type !== 'fs') return entry.client !== SETUP;
  return isChange(entry) || entry.primitive.startsWith('read') || entry.error !== undefined;
}

function whoseName({ client }: TogetherTraceEntry): string {
  return client === undefined || client === SETUP ? 'Nobody in particular' : `Client ${client + 1}`;
}

function wordsOf(entry: TogetherTraceEntry, program: Program): string {
  if (entry.type === 'fs') return callOf(entry);
  const name = nameOf(operationOf(program, entry));
  if (entry.type === 'invoke') return `called ${name}`;
  return entry.type === 'reject' ? `${name} was refused (${entry.error ?? ''})` : `${name} came back`;
}

function callOf(event: TogetherFsEvent): string {
  const site = event.stack === undefined ? undefined : siteOf(event.stack, event.api);
  return `${describeEvent(event)}${site === undefined ? '' : ` (${site.api} at ${site.file}:${site.line})`}`;
}

function inFlight(entries: readonly TogetherTraceEntry[], program: Program): string[] {
  const events = entries.filter((entry): entry is ClientEvent => entry.type !== 'fs');
  const open = events.filter((event) => event.type === 'invoke' && returnOf(event, events) === undefined);
  if (open.length === 0) return [];
  return [
    `In flight: ${open.map((event) => `${nameOf(operationOf(program, event))} (${whoseName(event).toLowerCase()})`).join(', ')}.`,
  ];
}

function returnOf({ client, operation }: ClientEvent, events: readonly ClientEvent[]): ClientEvent | undefined {
  return events.find((event) => event.type !== 'invoke' && event.client === client && event.operation === operation);
}

function lanesOf(steps: readonly Step[], program: Program): Lane[] {
  const lanes = new Map<string, Lane>(program.clients.map((_, index) => [`Client ${index + 1}`, lane(`Client ${index + 1}`)]));
  for (const [at, { entry }] of steps.entries()) {
    const client = whoseName(entry);
    const of = lanes.get(client) ?? lane(client);
    lanes.set(client, of);
    if (entry.type === 'fs') of.calls.push({ at, call: callOf(entry) });
    else if (entry.type === 'invoke') of.operations.push({ operation: operationLine(operationOf(program, entry)), called: at });
    else {
      // A client has one operation in flight at a time.
      const last = of.operations.at(-1);
      if (last !== undefined) Object.assign(last, { returned: at, ...outcomeOf(entry) });
    }
  }
  return [...lanes.values()];
}

function lane(client: string): Lane {
  return { client, operations: [], calls: [] };
}

function outcomeOf({ type, error, result }: ClientEvent): { outcome?: string } {
  if (type === 'reject') return { outcome: `refused: ${error ?? ''}` };
  if (result === undefined) return {};
  if ('won' in result) return { outcome: result.won ? 'won' : 'did not win' };
  return { outcome: describeRead(result, { fields: true, records: result.state?.records !== undefined }) };
}

function lastLooks({ lastLooks: looks, capabilities }: TogetherRun<unknown>): string[] {
  if (capabilities === undefined) return [];
  return looks.flatMap(({ instance, read, listed }) => [
    ...Object.entries(read).map(
      ([session, result]) => `instance ${instance + 1}, ${session}: ${describeRead(result, capabilities)}`,
    ),
    ...(listed !== undefined && 'sessions' in listed
      ? [`instance ${instance + 1}, list: ${listed.sessions.join(', ') || 'no session'}`]
      : []),
  ]);
}
