import { formatOf } from '../../harness/corruption/format.ts';
import { isSqliteJournal } from '../../harness/corruption/sqlite-journal.ts';
import { ownerOfTag, tagsIn, tagsInBytes } from '../../harness/corruption/tags.ts';
import type { Host, ImageEntry, Life } from '../../harness/host/host.ts';
import type { LifeReport, LifeStep } from '../../harness/host/life.ts';
import type { Snapshot } from '../../harness/host/snapshot.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import { statusesOf } from '../../harness/model/history.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { applyOperation, type ModelState, sameState } from '../../harness/model/reference.ts';
import { type SessionFile, textOfState, type Undamaged } from './damage-case.ts';
import { belowStore, bytesOf } from './disk-bytes.ts';
import { isShown } from './later-writes.ts';
import { emptying, momentsOf, type WasSo } from './moments.ts';
import { isState } from './what-shows.ts';
import { BYSTANDER, DAMAGED, firstOfDamaged, laterWrites, sessionsIn } from './workloads.ts';

/** The bystander's life, the damaged session's, and those on what they left. */
const BYSTANDERS_LIFE = 0;
const DAMAGED_LIFE = 1;
export const LIFE_AFTER = 2;

/** A store with both sessions in it, closed, before anything is damaged. */
export interface UndamagedStore<Image> {
  readonly undamaged: Undamaged;
  readonly image: Image;
  readonly files: readonly SessionFile[];
  /** The other files that were there when both sessions were written. */
  readonly others: readonly OtherFile[];
  /** Names that temporary files of these files had, while they were written. */
  readonly temporaries: readonly { readonly path: string; readonly of: string }[];
  /** See `momentsOf`. */
  readonly wasSo: WasSo;
  /** How many lives it took. */
  readonly lives: number;
}

/** A file in which the damaged session's operations changed nothing. */
export interface OtherFile {
  readonly path: string;
  readonly bytes: Buffer;
}

interface Context<Image> {
  readonly host: Host<Image>;
  readonly capabilities: Capabilities;
}

/** Lives the workload. `undefined` if the store does not do without damage what it should, so that nothing can be told of damage. */
export async function undamagedStore<Image>(
  operations: readonly Operation[],
  { host, capabilities }: Context<Image>,
): Promise<UndamagedStore<Image> | undefined> {
  const first = firstOfDamaged(operations);
  const before = await liveOut(host, await host.emptyImage(), operations.slice(0, first), BYSTANDERS_LIFE);
  const life = await liveOut(host, before.end, operations.slice(first), DAMAGED_LIFE);
  if (!isSound(before.report) || !isSound(life.report)) return undefined;
  const look: LifeStep = { do: 'snapshot', sessions: [DAMAGED, BYSTANDER] };
  const writes = laterWrites(capabilities, sessionsIn(operations));
  const steps: LifeStep[] = [look, { do: 'operations', operations: writes, goOn: true }, { do: 'close' }];
  const writing = await host.live(life.end, { steps }, { incarnation: LIFE_AFTER });
  const looking = await host.live(life.end, { steps: [look, { do: 'close' }] }, { incarnation: LIFE_AFTER });
  const [snapshot] = writing.report.snapshots;
  if (snapshot === undefined || !isSound(looking.report) || !showsAll(snapshot, operations, capabilities)) return undefined;
  const empties = host.abilities.has('repeats') ? emptying(capabilities) : [];
  const own = empties.length === 0 ? undefined : await liveOut(host, await host.emptyImage(), empties, DAMAGED_LIFE);
  const [filesBefore, filesAfter] = [await host.entries(life.end), await host.entries(looking.end)];
  const after = await host.live(writing.end, { steps: [look, { do: 'close' }] }, { incarnation: LIFE_AFTER + 1 });
  const later = after.report.snapshots[0]?.read[DAMAGED];
  const statuses = statusesOf(writing.report.history, writes.length);
  const files = filesOfDamaged(await host.entries(before.end), filesBefore);
  return {
    image: life.end,
    files,
    others: otherFiles(files, filesBefore),
    temporaries: temporariesOf(life),
    wasSo: await momentsOf(host, [before, life], own),
    lives: own === undefined ? 5 : 6,
    undamaged: {
      operations,
      capabilities,
      snapshot,
      tags: { [DAMAGED]: tagsShown(snapshot, DAMAGED), [BYSTANDER]: tagsShown(snapshot, BYSTANDER) },
      acknowledged: new Set(statuses.flatMap((status, index) => (status === 'acknowledged' ? [index] : []))),
      shownLater: new Set(isState(later) ? writes.flatMap((write, index) => (isShown(write, later.state) ? [index] : [])) : []),
      grows: filesAfter.length > filesBefore.length,
    },
  };
}

function liveOut<Image>(
  host: Host<Image>,
  start: Image,
  operations: readonly Operation[],
  incarnation: number,
): Promise<Life<Image>> {
  return host.live(
    start,
    { steps: [{ do: 'operations', operations: [...operations, { op: 'rest' }] }, { do: 'close' }] },
    { incarnation },
  );
}

function isSound({ opened, misbehaved, stray, closed, history }: LifeReport): boolean {
  const failed = !opened.ok || misbehaved !== undefined || stray !== undefined || closed?.ok === false;
  return !failed && !history.some(({ type }) => type === 'reject');
}

function showsAll({ read, listed }: Snapshot, operations: readonly Operation[], capabilities: Capabilities): boolean {
  return [DAMAGED, BYSTANDER].every((session) => {
    const own = operations.filter((operation) => sessionOf(operation) === session);
    const state = own.reduce<ModelState>(applyOperation, null);
    const shown = read[session];
    if (shown === undefined || !('state' in shown) || !sameState(state, shown.state, capabilities)) return false;
    return listed === undefined || ('sessions' in listed && (state === null || listed.sessions.includes(session)));
  });
}

function tagsShown({ read }: Snapshot, session: string): string[] {
  const shown = read[session];
  return shown !== undefined && 'state' in shown ? tagsIn(textOfState(shown.state)) : [];
}

/** What the second life made or changed. What had been there before it is the other session's too; what has data of that one alone is no file of this one. */
function filesOfDamaged(before: readonly ImageEntry[], after: readonly ImageEntry[]): SessionFile[] {
  const known = bytesOf(before);
  const all = bytesOf(after);
  return [...all].flatMap(([path, bytes]): SessionFile[] => {
    const old = known.get(path);
    if (bytes.length === 0 || old?.equals(bytes) === true || isOthers(bytes)) return [];
    const isJournal = isSqliteJournal(path, all);
    return [{ path, bytes, format: formatOf(bytes), isShared: old !== undefined, ...(isJournal ? { isJournal } : {}) }];
  });
}

/** A copy of the other session's file, for example. */
function isOthers(bytes: Buffer): boolean {
  const owners = new Set(tagsInBytes(bytes).map(ownerOfTag));
  return owners.has(BYSTANDER) && !owners.has(DAMAGED);
}

function otherFiles(files: readonly SessionFile[], all: readonly ImageEntry[]): OtherFile[] {
  const own = new Set(files.map(({ path }) => path));
  return [...bytesOf(all)].flatMap(([path, bytes]) => (own.has(path) ? [] : [{ path, bytes }]));
}

/** Files that were created by opening and renamed into the place of another: half of their content is what a kill leaves of them. */
function temporariesOf({ changes }: Life<unknown>): { path: string; of: string }[] {
  const created = new Set<string>();
  const found: { path: string; of: string }[] = [];
  for (const { event } of changes) {
    const { primitive, path, to } = event;
    if (path === undefined) continue;
    if (primitive === 'open') created.add(path);
    if (primitive !== 'rename' || to === undefined || !created.has(path)) continue;
    found.push({ path: belowStore(path), of: belowStore(to) });
  }
  return found;
}
