import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { Damage } from '../../harness/corruption/damage.ts';
import type { Host, Life } from '../../harness/host/host.ts';
import type { LifeReport } from '../../harness/host/life.ts';
import { isCheckable } from './checksums.ts';
import { CountedLives } from './counted-lives.ts';
import type { DamageCase, LifeAndDisk } from './damage-case.ts';
import { type DamagedDisk, damagedDisk } from './damaged-disk.ts';
import { belowStore, bytesOf } from './disk-bytes.ts';
import { LIFE_AFTER, type UndamagedStore } from './undamaged-store.ts';
import { isState } from './what-shows.ts';
import { putAside } from './whole-files.ts';
import { DAMAGED, laterWrites, newBeginning, sessionsIn } from './workloads.ts';

/** What became of a damaged disk, with the lives for those who want to tell of them. */
export interface Examined<Image> {
  readonly damageCase: DamageCase;
  readonly first: Life<Image>;
  /** Lives that it took. */
  readonly lives: number;
}

/** Lives on a damaged disk: looks and writes, looks at what that left, and looks without writing. */
export async function examine<Image>(
  host: Host<Image>,
  store: UndamagedStore<Image>,
  disk: DamagedDisk<Image>,
  { claims, stacks = false }: { claims: Pick<ResolvedClaims, 'corruption'>; stacks?: boolean },
): Promise<Examined<Image>> {
  const { damage, file, damaged, image } = disk;
  const counted = new CountedLives(host, disk, { stacks });
  const { undamaged } = store;
  const isForeign = damage.kind === 'foreign-file';
  // Where a link leads nowhere nothing can be destroyed; and to open what is not there while its name is taken makes some stores try for ever.
  const isWritten = !isForeign && damage.kind !== 'symlink';
  const writes = isWritten ? laterWrites(undamaged.capabilities, sessionsIn(undamaged.operations)) : [];
  const first = await counted.write(image, writes);
  const changed = await isChanged(host, image, first);
  const bytes = damaged.kind === 'file' ? damaged.bytes : damaged.kind === 'unreadable' ? file?.bytes : undefined;
  const next = isForeign ? first : await counted.look(first.end, LIFE_AFTER + 1, { healed: true });
  const created = isWritten ? await createAnew(host, counted, { image, report: first.report }, store) : undefined;
  const ordinary = await withOrdinaryLetter(host, counted, store, damage);
  const onlyLooked = isForeign ? { again: [] } : await lookAgain(counted, image, first, changed ? undefined : next);
  const aside = damage.kind === 'untouched' && changed ? await putAside(host, store, disk, first) : undefined;
  const isAnswered = claims.corruption !== undefined && isState(first.report.snapshots[0]?.read[DAMAGED]);
  const damageCase: DamageCase = {
    damage,
    undamaged,
    ...(file === undefined ? {} : { file }),
    ...(bytes === undefined ? {} : { damaged: bytes }),
    wasSo: file !== undefined && damage.kind !== 'untouched' && damaged.kind === 'file' && store.wasSo(file.path, damaged.bytes),
    wasOpened: !host.abilities.has('sees-bytes') || wasOpened(first, damage.file),
    first: first.report,
    next: next.report,
    ...onlyLooked,
    ...(isAnswered && (await isCheckable(host, store, disk)) ? { isCheckable: true as const } : {}),
    ...(aside === undefined ? {} : { aside }),
    ...(created === undefined ? {} : { created }),
    ...(ordinary === undefined ? {} : { ordinary }),
    disk: bytesOf(await host.entries(image)),
    ...(changed ? { left: bytesOf(await host.entries(first.end)) } : {}),
  };
  return { damageCase, first, lives: counted.count };
}

function wasOpened({ trace }: Life<unknown>, file: string): boolean {
  const end = trace.findIndex(({ type }) => type !== 'fs');
  return trace
    .slice(0, end === -1 ? trace.length : end)
    .some((entry) => entry.type === 'fs' && entry.primitive === 'open' && belowStore(entry.path ?? '') === file);
}

/** Native code changes what nobody sees: on a real disk, and through mappings of memory on a mounted one. */
async function isChanged<Image>(host: Host<Image>, image: Image, { changes, end }: Life<Image>): Promise<boolean> {
  return changes.length > 0 || (!host.abilities.has('repeats') && (await host.hash(image)) !== (await host.hash(end)));
}

/** @param next the life after the first, if that changed nothing. Where opening and reading changes nothing one more look is enough. */
async function lookAgain<Image>(
  lives: CountedLives<Image>,
  image: Image,
  first: Life<Image>,
  next: Life<Image> | undefined,
): Promise<Pick<DamageCase, 'again' | 'filesAgain'>> {
  const changesByLooking = first.changes.filter(({ historyBefore }) => historyBefore === 0).length;
  if (changesByLooking === 0) {
    // Nothing at all was changed, so the next life has seen the same disk.
    if (next !== undefined && !lives.failsCalls) return { again: [next.report] };
    return { again: [(await lives.look(image, LIFE_AFTER + 1)).report] };
  }
  const once = await lives.look(image, LIFE_AFTER);
  const twice = await lives.look(once.end, LIFE_AFTER + 1);
  const counts = await Promise.all([image, once.end, twice.end].map((disk) => lives.countFiles(disk)));
  return { again: [once.report, twice.report], filesAgain: [counts[0] ?? 0, counts[1] ?? 0, counts[2] ?? 0] };
}

/** Who is told that there is no such session, and cannot write to it, begins a new one. */
async function createAnew<Image>(
  host: Host<Image>,
  lives: CountedLives<Image>,
  { image, report: first }: { readonly image: Image; readonly report: LifeReport },
  { undamaged: { capabilities } }: UndamagedStore<Image>,
): Promise<LifeAndDisk | undefined> {
  const shown = first.snapshots[0]?.read[DAMAGED];
  const isMissing = shown !== undefined && 'state' in shown && shown.state === null;
  if (!isMissing || !capabilities.methods.includes('create')) return undefined;
  const { report, end } = await lives.write(image, newBeginning(capabilities));
  const next = await lives.look(end, LIFE_AFTER + 1, { healed: true });
  return { first: report, next: next.report, left: bytesOf(await host.entries(end)) };
}

async function withOrdinaryLetter<Image>(
  host: Host<Image>,
  lives: CountedLives<Image>,
  store: UndamagedStore<Image>,
  damage: Damage,
): Promise<LifeReport | undefined> {
  if (damage.kind !== 'inserted-text') return undefined;
  const disk = await damagedDisk(host, store, { ...damage, text: 'x' });
  return disk === undefined ? undefined : (await lives.look(disk.image, LIFE_AFTER)).report;
}
