import { applyDamage, type Damaged } from '../../harness/corruption/apply-damage.ts';
import type { Damage } from '../../harness/corruption/damage.ts';
import type { DiskFault } from '../../harness/disk/fault.ts';
import type { Host, Life, LiveOptions } from '../../harness/host/host.ts';
import type { LifeReport, LifeStep } from '../../harness/host/life.ts';
import type { DamageCase, LifeAndDisk, SessionFile } from './damage-case.ts';
import { belowStore, bytesOf } from './disk-bytes.ts';
import { LIFE_AFTER, type UndamagedStore } from './undamaged-store.ts';
import { BYSTANDER, DAMAGED, laterWrites, newBeginning } from './workloads.ts';

/** A disk with a damage, not lived on yet. */
export interface DamagedDisk<Image> {
  readonly damage: Damage;
  readonly file?: SessionFile;
  readonly damaged: Damaged;
  readonly image: Image;
  /** Calls that fail in its lives, where a file cannot be opened. */
  readonly fault?: DiskFault;
}

/** What became of a damaged disk, with the lives for those who want to tell of them. */
interface Examined<Image> {
  readonly damageCase: DamageCase;
  readonly first: Life<Image>;
  /** Lives that it took. */
  readonly lives: number;
}

/** Does the damage to a store's disk; `undefined` if there is no such file, or if it would change nothing. */
export async function damagedDisk<Image>(
  host: Host<Image>,
  { image, files }: UndamagedStore<Image>,
  damage: Damage,
): Promise<DamagedDisk<Image> | undefined> {
  if (damage.kind === 'foreign-file' || damage.kind === 'stale-temporary') {
    const of = damage.kind === 'foreign-file' ? new Uint8Array() : files.find(({ path }) => path === damage.of)?.bytes;
    if (of === undefined) return undefined;
    const damaged = applyDamage(damage, of);
    return damaged.kind === 'unreadable'
      ? undefined
      : { damage, damaged, image: await host.replaced(image, damage.file, damaged) };
  }
  const file = files.find(({ path }) => path === damage.file);
  if (file === undefined) return undefined;
  const damaged = applyDamage(damage, file.bytes);
  if (damaged.kind === 'unreadable') {
    const fault: DiskFault = { call: 0, code: 'EACCES', manner: 'no-effect', primitive: 'open', path: file.path };
    return { damage, file, damaged, image, fault };
  }
  if (damaged.kind === 'file' && damaged.bytes.equals(file.bytes)) return undefined;
  return { damage, file, damaged, image: await host.replaced(image, file.path, damaged) };
}

/** Lives on a damaged disk: looks and writes, looks at what that left, and looks without writing. */
export async function examine<Image>(
  host: Host<Image>,
  store: UndamagedStore<Image>,
  disk: DamagedDisk<Image>,
  { stacks = false }: { stacks?: boolean } = {},
): Promise<Examined<Image>> {
  const { damage, file, damaged, image, fault } = disk;
  const counted = new CountedLives(host, { stacks, ...(fault === undefined ? {} : { fault }) }, sessionsOf(damage));
  const { undamaged } = store;
  const isForeign = damage.kind === 'foreign-file';
  // Where a link leads nowhere nothing can be destroyed; and to open what is not there while its name is taken makes some stores try for ever.
  const isWritten = !isForeign && damage.kind !== 'symlink';
  const writes = isWritten ? laterWrites(undamaged.capabilities, undamaged.operations) : [];
  const first = await counted.write(image, writes);
  const changed = await isChanged(host, image, first);
  const bytes = damaged.kind === 'file' ? damaged.bytes : damaged.kind === 'unreadable' ? file?.bytes : undefined;
  const next = isForeign ? first : await counted.look(first.end, LIFE_AFTER + 1, { healed: true });
  const created = isWritten ? await createAnew(host, counted, { image, report: first.report }, store) : undefined;
  const ordinary = await withOrdinaryLetter(host, counted, store, damage);
  const onlyLooked = isForeign ? { again: [] } : await lookAgain(counted, image, first, changed ? undefined : next);
  const damageCase: DamageCase = {
    damage,
    undamaged,
    ...(file === undefined ? {} : { file }),
    ...(bytes === undefined ? {} : { damaged: bytes }),
    wasSo: file !== undefined && damaged.kind === 'file' && store.wasSo(file.path, damaged.bytes),
    wasOpened: !host.abilities.has('sees-bytes') || wasOpened(first, damage.file),
    first: first.report,
    next: next.report,
    ...onlyLooked,
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

function sessionsOf(damage: Damage): string[] {
  const foreign = damage.kind === 'foreign-file' ? damage.session : undefined;
  return [DAMAGED, BYSTANDER, ...(foreign === undefined ? [] : [foreign])];
}

/** Lives of one examination. */
class CountedLives<Image> {
  count = 0;
  readonly #host: Host<Image>;
  readonly #options: Omit<LiveOptions, 'incarnation'>;
  readonly #look: LifeStep;

  constructor(host: Host<Image>, options: Omit<LiveOptions, 'incarnation'>, sessions: readonly string[]) {
    this.#host = host;
    this.#options = options;
    this.#look = { do: 'snapshot', sessions };
  }

  write(image: Image, operations: DamageCase['first']['operations']): Promise<Life<Image>> {
    const writing: LifeStep[] = operations.length === 0 ? [] : [{ do: 'operations', operations, goOn: true }];
    return this.#live(image, [this.#look, ...writing, { do: 'close' }], LIFE_AFTER, this.#options);
  }

  /** @param options.healed nothing fails any more. */
  look(image: Image, incarnation: number, { healed = false } = {}): Promise<Life<Image>> {
    const options = healed ? { stacks: this.#options.stacks ?? false } : this.#options;
    return this.#live(image, [this.#look, { do: 'close' }], incarnation, options);
  }

  get failsCalls(): boolean {
    return this.#options.fault !== undefined;
  }

  async countFiles(image: Image): Promise<number> {
    return (await this.#host.entries(image)).length;
  }

  #live(image: Image, steps: LifeStep[], incarnation: number, options: Omit<LiveOptions, 'incarnation'>): Promise<Life<Image>> {
    this.count++;
    return this.#host.live(image, { steps }, { ...options, incarnation });
  }
}

/** On a real disk native code changes what nobody sees. */
async function isChanged<Image>(host: Host<Image>, image: Image, { changes, end }: Life<Image>): Promise<boolean> {
  return changes.length > 0 || (!host.abilities.has('sees-bytes') && (await host.hash(image)) !== (await host.hash(end)));
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
