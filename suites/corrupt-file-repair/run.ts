import type { Damage } from '../../harness/corruption/damage.ts';
import type { Operation } from '../../harness/model/operation.ts';
import type { OneClientContext, OneClientEvent } from '../one-client-run.ts';
import { checkDamage, type RepairEvidence } from './check.ts';
import { type CorruptFileCore, coreOfCorruptFile } from './counterexample-core.ts';
import type { SessionFile } from './damage-case.ts';
import { damagePlan } from './damage-plan.ts';
import { type DamagedDisk, damagedDisk, examine } from './examine.ts';
import { hasHung } from './has-hung.ts';
import type { RepairRequirement } from './requirement.ts';
import { shrinkDamage } from './shrink.ts';
import { type UndamagedStore, undamagedStore } from './undamaged-store.ts';
import { inPlainText, repairWorkloads } from './workloads.ts';

export type RepairRunContext<Image> = OneClientContext<Image, RepairRequirement>;
export type RepairRunEvent = OneClientEvent<CorruptFileCore>;

/** Progress is told after so many damages. */
const DAMAGES_A_STEP = 200;

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
  #open: readonly RepairRequirement[];

  constructor(context: RepairRunContext<Image>) {
    this.#context = context;
    this.#open = context.requirements;
    const workloads = repairWorkloads(context.capabilities, context.effort);
    this.#workloads = context.host.abilities.has('repeats') ? workloads : workloads.slice(0, 1);
  }

  async *damages(): AsyncGenerator<RepairRunEvent> {
    const { host, effort } = this.#context;
    for (const operations of this.#workloads) {
      if (this.#open.length === 0) return;
      yield this.tally('progress');
      this.#statistics.workloads++;
      const store = await this.#store(operations);
      if (store === undefined) {
        this.#unsound++;
        continue;
      }
      this.#files.push(...store.files);
      const seen = new SeenDisks();
      for (const damage of damagePlan(store, effort, host.abilities.has('repeats'))) {
        const disk = await damagedDisk(host, store, damage);
        if (disk === undefined || seen.has(disk)) continue;
        yield* this.#judge(store, disk);
        if (this.#open.length === 0) return;
      }
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

  async #store(operations: readonly Operation[]): Promise<UndamagedStore<Image> | undefined> {
    this.#context.onPlace?.(operations);
    const store = await undamagedStore(operations, this.#context);
    this.#statistics.lives += store?.lives ?? 0;
    // Texts that do not come back even without damage are the business of another suite.
    return store ?? undamagedStore(inPlainText(operations), this.#context);
  }

  async *#judge(store: UndamagedStore<Image>, disk: DamagedDisk<Image>): AsyncGenerator<RepairRunEvent> {
    const { host, claims, requirements } = this.#context;
    const { damageCase, lives } = await examine(host, store, disk);
    this.#statistics.damages++;
    this.#statistics.lives += lives;
    if (this.#statistics.damages % DAMAGES_A_STEP === 0) yield this.tally('progress');
    if (!host.abilities.has('virtual-time') && hasHung(damageCase)) return;
    for (const requirement of requirements) {
      if (requirement.concerns(damageCase)) this.#checked[requirement.id] = (this.#checked[requirement.id] ?? 0) + 1;
    }
    for (const evidence of checkDamage(damageCase, this.#open, claims)) yield await this.#fail(evidence);
  }

  /** A requirement fails once; from then on it is not looked at. */
  async #fail(evidence: RepairEvidence): Promise<RepairRunEvent> {
    const { id } = evidence.requirement;
    this.#open = this.#open.filter((requirement) => requirement.id !== id);
    this.#failed.add(id);
    const shrunk = await shrinkDamage(evidence, this.#context);
    return { type: 'failure', requirement: id, core: coreOfCorruptFile(shrunk) };
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
