import type { Damage, Untouched } from '../../harness/corruption/damage.ts';
import type { Host, Life } from '../../harness/host/host.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import type { DamageCase, DiskBytes, PutAside, SessionFile } from './damage-case.ts';
import { type DamagedDisk, damagedDisk } from './damaged-disk.ts';
import type { Deviation } from './deviation.ts';
import { bytesOf } from './disk-bytes.ts';
import { LIFE_AFTER, type UndamagedStore, undamagedStore } from './undamaged-store.ts';
import { DAMAGED, laterWrites, sessionsIn } from './workloads.ts';

/** A file of several pages may be moved away because it has grown. */
const MOST_BYTES = 4096;

/** The session's own files, as they are. */
export function untouchedFiles(files: readonly SessionFile[]): Untouched[] {
  return files.flatMap(({ path, bytes, isShared }): Untouched[] =>
    isShared || bytes.length > MOST_BYTES ? [] : [{ kind: 'untouched', file: path }],
  );
}

/** REPAIR-6: what is whole is not repaired. */
export function wholeDeviations({ damage, aside }: DamageCase): Deviation[] {
  if (aside === undefined) return [];
  return [
    {
      kind: 'unstable',
      expected: `${damage.file} is as the store left it, so there is nothing to be repaired.`,
      observed: `Its bytes were put aside as ${aside.path}, ${reasonOf(aside)}.`,
    },
  ];
}

function reasonOf({ damagedPath }: PutAside): string {
  return damagedPath === undefined
    ? 'a name that says that they are damaged'
    : `as those of a damaged file are (${damagedPath}). Those of a session with a single write are not`;
}

/** What a store calls a file that it takes for damaged, in the name of the copy or of the directory that it is in. */
const SAYS_DAMAGED = /corrupt|damag|broken|quarantin|invalid|malform|unreadable/i;

/**
 * Whether a life on a whole file took it for a damaged one: its bytes lie under a new name now that says so, or of the kind that a damaged file gets. A
 * store may keep a copy of each file that it opens, so of other names that is asked first: of a session with a single write nothing is put aside.
 */
export async function putAside<Image>(
  host: Host<Image>,
  { undamaged }: UndamagedStore<Image>,
  { file, image }: DamagedDisk<Image>,
  life: Life<Image>,
): Promise<PutAside | undefined> {
  if (file === undefined) return undefined;
  const path = await newNameOf(host, image, life, file.bytes);
  if (path === undefined) return undefined;
  if (SAYS_DAMAGED.test(path)) return { path };
  const { operations, capabilities } = undamaged;
  const small = await undamagedStore(withSingleWrite(operations), { host, capabilities });
  const itsFile = small?.files.find((one) => one.path === file.path);
  if (small === undefined || itsFile === undefined) return undefined;
  const writes = laterWrites(capabilities, sessionsIn(operations));
  const asideOn = async (damage: Damage): Promise<string | undefined> => {
    const disk = await damagedDisk(host, small, damage);
    if (disk === undefined || disk.damaged.kind !== 'file') return undefined;
    const steps = [LOOK, { do: 'operations', operations: writes, goOn: true }, { do: 'close' }] as const;
    const lived = await host.live(disk.image, { steps }, { incarnation: LIFE_AFTER });
    const name = await newNameOf(host, disk.image, lived, disk.damaged.bytes);
    return name !== undefined && kindOf(name) === kindOf(path) ? name : undefined;
  };
  if ((await asideOn({ kind: 'untouched', file: file.path })) !== undefined) return undefined;
  for (const damage of NOTICED) {
    const damagedPath = await asideOn({ ...damage, file: file.path });
    if (damagedPath !== undefined) return { path, damagedPath };
  }
  return undefined;
}

const LOOK = { do: 'snapshot', sessions: [DAMAGED] } as const;

/** Damages that a store notices that notices any. */
const NOTICED = [{ kind: 'garbage-line', at: 0 }, { kind: 'garbage-line', at: 1 }, { kind: 'all-nul' }] as const;

/** The other session, and the first write of this one, with what has to come before it and behind it. */
function withSingleWrite(operations: readonly Operation[]): Operation[] {
  const isOwn = (operation: Operation) => sessionOf(operation) === DAMAGED;
  const first = operations.findIndex((operation) => isOwn(operation) && operation.op !== 'create');
  return operations.filter((operation, index) => index <= first || !isOwn(operation));
}

/** A file that has appeared, with just these bytes. */
async function newNameOf<Image>(
  host: Host<Image>,
  before: Image,
  { end }: Life<Image>,
  bytes: Buffer,
): Promise<string | undefined> {
  const known: DiskBytes = bytesOf(await host.entries(before));
  const now: DiskBytes = bytesOf(await host.entries(end));
  return [...now].find(([path, content]) => !known.has(path) && content.equals(bytes))?.[0];
}

/** Numbers, times and hashes in names differ from file to file. */
function kindOf(path: string): string {
  return path.replaceAll(/[0-9a-f]{6,}|\d+/g, '#');
}
