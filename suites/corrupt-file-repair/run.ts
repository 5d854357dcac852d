import type { Damage } from '../../harness/corruption/damage.ts';
import type { Host } from '../../harness/host/host.ts';
import type { Effort } from '../../harness/model/effort.ts';
import type { Operation } from '../../harness/model/operation.ts';
import type { OneClientContext, OneClientEvent } from '../one-client-run.ts';
import { checkDamage, type RepairEvidence } from './check.ts';
import { type CorruptFileCore, coreOfCorruptFile } from './counterexample-core.ts';
import type { DamageCase, SessionFile } from './damage-case.ts';
import { damagePlan, oneOfEachKind } from './damage-plan.ts';
import { type DamagedDisk, damagedDisk } from './damaged-disk.ts';
import { EndlessDamages, trialOf } from './endless.ts';
import { examine } from './examine.ts';
import { examineFurther, isWorthMore } from './examine-further.ts';
import { hasHung } from './has-hung.ts';
import { showsLongId, withLongIds, withLongNames } from './long-ids.ts';
import type { RepairRequirement } from './requirement.ts';
import { shrinkDamage } from './shrink.ts';
import { type UndamagedStore, undamagedStore } from './undamaged-store.ts';
import { hidesSomething } from './what-shows.ts';
import { inPlainText, repairWorkloads } from './workloads.ts';

export type RepairRunContext<Image> = OneClientContext<Image, RepairRequirement>;
export type RepairRunEvent = OneClientEvent<CorruptFileCore>;

/** Progress is told after so many damages. */
const DAMAGES_A_STEP = 200;

/** With long ids so many damages are tried. */
const HASHED_DAMAGES: { readonly [E in Effort]: number } = { quick: 24, default: 60, thorough: 400 };

/** Runs the suite: every workload, every damage, every requirement; failures as they are found, shrunk. Equal runs give equal events. */
export async function* runCorruptFileRepair<Image>(context: RepairRunContext<Image>): AsyncGenerator<RepairRunEvent> {
  const run = new RepairRun(context);
  yield* run.damages();
  yield* run.untested();
  yield run.tally('done');
}

class RepairRun<Image> {
  readonly #context: RepairRunContext<Image>;
  readonly #checked: { [requirement: string]: number } = {};
  readonly #statistics = { workloads: 0, damages: 0, lives: 0 };
  readonly #workloads: readonly Operation[][];
  readonly #failed = new Set<string>();
  #unsound = 0;
  readonly #files: SessionFile[] = [];
  readonly #endless: EndlessDamages;
  #open: readonly RepairRequirement[];

  constructor(context: RepairRunContext<Image>) {
    this.#context = context;
    this.#endless = new EndlessDamages(context.endless);
    this.#open = context.requirements.filter(({ id }) => !this.#endless.requirements.has(id));
    for (const id of this.#endless.requirements) this.#failed.add(id);
    const workloads = repairWorkloads(context.capabilities, context.effort);
    this.#workloads = context.host.abilities.has('repeats') ? workloads : workloads.slice(0, 1);
  }

  async *damages(): AsyncGenerator<RepairRunEvent> {
    const { host, effort, claims } = this.#context;
    for (const operations of this.#workloads) {
      if (this.#open.length === 0) return;
      yield this.tally('progress');
      this.#statistics.workloads++;
      const store = await this.#store(operations, host);
      if (store === undefined) {
        this.#unsound++;
        continue;
      }
      this.#files.push(...store.files);
      const seen = new SeenDisks();
      const further = new Further(effort, this.#statistics.workloads === 1);
      for (const damage of damagePlan(store, { effort, abilities: host.abilities, claims })) {
        const disk = await damagedDisk(host, store, damage);
        if (disk === undefined || seen.has(disk)) continue;
        yield* this.#judge(store, disk, { host, further });
        if (this.#open.length === 0) return;
      }
    }
    if (host.abilities.has('repeats')) yield* this.#damagesOfHashed();
  }

  /** The first workload once more, with ids so long that the store hashes them, if it does so. A few damages of each kind. */
  async *#damagesOfHashed(): AsyncGenerator<RepairRunEvent> {
    const { effort, claims } = this.#context;
    const [operations] = this.#workloads;
    if (operations === undefined || this.#open.length === 0) return;
    const host = withLongIds(this.#context.host);
    const store = await this.#store(operations, host);
    if (store === undefined || store.files.some(({ path }) => showsLongId(path))) return;
    const further = new Further(effort, false);
    const damages = oneOfEachKind(damagePlan(store, { effort, abilities: host.abilities, claims }));
    for (const damage of damages.slice(0, HASHED_DAMAGES[effort])) {
      const disk = await damagedDisk(host, store, damage);
      if (disk === undefined) continue;
      yield* this.#judge(store, disk, { host, further });
      if (this.#open.length === 0) return;
    }
  }

  /** Requirements that nothing put to the test, because the store's files are not of the kind that they are about. */
  *untested(): Generator<RepairRunEvent> {
    if (this.#unsound === this.#workloads.length) return;
    for (const { id, untestable } of this.#context.requirements) {
      if (this.#failed.has(id) || (this.#checked[id] ?? 0) > 0) continue;
      const reason = this.#files.length === 0 ? 'it keeps no file that holds data of a session' : untestable?.(this.#files);
      if (reason !== undefined) yield { type: 'not-applicable', requirement: id, reason };
    }
  }

  tally(type: 'progress' | 'done'): RepairRunEvent {
    return {
      type,
      totalWorkloads: this.#workloads.length,
      checked: { ...this.#checked },
      statistics: { ...this.#statistics },
    };
  }

  async #store(operations: readonly Operation[], host: Host<Image>): Promise<UndamagedStore<Image> | undefined> {
    const { capabilities } = this.#context;
    this.#context.onPlace?.(operations);
    const store = await undamagedStore(operations, { host, capabilities });
    this.#statistics.lives += store?.lives ?? 0;
    // Texts that do not come back even without damage are the business of another suite.
    return store ?? undamagedStore(inPlainText(operations), { host, capabilities });
  }

  async *#judge(
    store: UndamagedStore<Image>,
    disk: DamagedDisk<Image>,
    { host, further }: { host: Host<Image>; further: Further },
  ): AsyncGenerator<RepairRunEvent> {
    const { claims, requirements, onPlace } = this.#context;
    const isLong = host !== this.#context.host;
    const { operations } = store.undamaged;
    const trial = trialOf(isLong ? withLongNames(operations) : operations, disk.damage);
    if (this.#endless.includes(trial)) return;
    onPlace?.(operations, trial);
    const examined = await examine(host, store, disk, { claims });
    const { damageCase, lives } = examined;
    this.#statistics.damages++;
    this.#statistics.lives += lives;
    if (this.#statistics.damages % DAMAGES_A_STEP === 0) yield this.tally('progress');
    if (!host.abilities.has('virtual-time') && hasHung(damageCase)) return;
    for (const requirement of requirements) {
      if (requirement.concerns(damageCase)) this.#checked[requirement.id] = (this.#checked[requirement.id] ?? 0) + 1;
    }
    for (const evidence of checkDamage(damageCase, this.#open, claims)) yield await this.#fail(evidence, host);
    if (this.#open.length === 0 || !host.abilities.has('repeats') || !further.takes(damageCase)) return;
    const more = await examineFurther(host, store, disk, examined, claims);
    this.#statistics.lives += more.lives;
    for (const evidence of checkDamage(more.damageCase, this.#open, claims)) yield await this.#fail(evidence, host);
  }

  /** A requirement fails once; from then on it is not looked at. */
  async #fail(evidence: RepairEvidence, host: Host<Image>): Promise<RepairRunEvent> {
    const { id } = evidence.requirement;
    this.#open = this.#open.filter((requirement) => requirement.id !== id);
    this.#failed.add(id);
    const shrunk = await shrinkDamage(evidence, { ...this.#context, host });
    const core = coreOfCorruptFile(shrunk);
    const isLong = host !== this.#context.host;
    return { type: 'failure', requirement: id, core: isLong ? { ...core, operations: withLongNames(core.operations) } : core };
  }
}

/** Of which damages more is found out: of each kind the first of each file, and the first that hides something that is still there. */
class Further {
  readonly #taken = new Map<string, number>();
  readonly #most: number;

  constructor(effort: Effort, isFirstWorkload: boolean) {
    this.#most = effort === 'thorough' ? 4 : isFirstWorkload ? 1 : 0;
  }

  takes(damageCase: DamageCase): boolean {
    if (this.#most === 0 || !isWorthMore(damageCase)) return false;
    const { damage } = damageCase;
    const key = `${damage.file}\n${damage.kind}\n${hidesSomething(damageCase)}`;
    const before = this.#taken.get(key) ?? 0;
    this.#taken.set(key, before + 1);
    return before < this.#most;
  }
}

/** Two damages may come to the same. */
class SeenDisks {
  readonly #seen = new Set<string>();

  /** Whether there was the same disk before; notes that there is now. */
  has({ damage, damaged }: Pick<DamagedDisk<unknown>, 'damaged'> & { readonly damage: Damage }): boolean {
    // A version to come is asked for more than a stranger with the same bytes.
    if (damaged.kind !== 'file') return false;
    const key = `${damage.file}\n${damage.kind === 'inserted-text' ? damage.kind : ''}\n${damaged.bytes.toString('latin1')}`;
    const before = this.#seen.size;
    return this.#seen.add(key).size === before;
  }
}
