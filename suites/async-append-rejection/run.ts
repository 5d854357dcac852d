import type { OneClientContext, OneClientEvent, OneClientStatistics } from '../one-client-run.ts';
import { type ComparedCase, casesOf, type Endings, isWithoutFailure } from './cases.ts';
import { checkCase } from './check.ts';
import { coreOfFailingDisk, type FailingDiskCore } from './counterexample-core.ts';
import { Endless } from './endless.ts';
import { Explorer } from './explore.ts';
import type { FaultWorkload } from './fault-workload.ts';
import { type FaultPlan, faultPlan } from './faults.ts';
import type { AppendRequirement } from './requirement.ts';
import { shrinkFailingDisk } from './shrink.ts';
import {
  backendWorkload,
  closingWorkload,
  faultWorkloads,
  reopenedWorkload,
  repeatedWorkload,
  undrainedWorkloads,
  unserialisableWorkloads,
} from './workloads.ts';

export type AppendRunEvent = OneClientEvent<FailingDiskCore>;

/** Runs the suite: every workload, every failure, every requirement; failures as they are found, shrunk. Equal runs give equal events. */
export async function* runAsyncAppendRejection<Image>(
  context: OneClientContext<Image, AppendRequirement>,
): AsyncGenerator<AppendRunEvent> {
  const run = new AppendRun(context);
  yield* run.workloads();
  yield* run.untried();
  yield run.tally('done');
}

class AppendRun<Image> {
  readonly #context: OneClientContext<Image, AppendRequirement>;
  readonly #explorer: Explorer<Image>;
  readonly #workloads: readonly FaultWorkload[];
  readonly #plan: FaultPlan;
  readonly #checked: { [requirement: string]: number } = {};
  #open: readonly AppendRequirement[];
  #done = 0;
  #faults = 0;
  #refusal: string | undefined;
  readonly #endings: Endings;

  constructor(context: OneClientContext<Image, AppendRequirement>) {
    const { host, effort, requirements, endless } = context;
    this.#context = context;
    this.#explorer = new Explorer(context);
    const known = new Endless(endless);
    this.#endings = { hung: new Set(), endless: known };
    this.#open = requirements.filter(({ id }) => !known.requirements.has(id));
    this.#plan = faultPlan(effort, host.abilities);
    this.#workloads = requirements.length === 0 ? [] : workloadsOf(context);
  }

  async *workloads(): AsyncGenerator<AppendRunEvent> {
    for (const workload of this.#workloads) {
      yield this.tally('progress');
      this.#done++;
      const accepted = await this.#accepted(workload);
      if (accepted === undefined) continue;
      for await (const compared of casesOf(this.#explorer, accepted, this.#plan, this.#endings)) {
        yield* this.#judge(compared);
        if (this.#open.length === 0) return;
      }
    }
  }

  /** What no case of this store could put to the test. Where the store did not even open, nothing is known. */
  *untried(): Generator<AppendRunEvent> {
    if (this.#done < this.#workloads.length) return;
    for (const { id, untried } of this.#open) {
      if (this.#checked[id] !== undefined) continue;
      yield { type: 'not-applicable', requirement: id, reason: this.#refusal ?? untried };
    }
  }

  /** The workload without what the store refuses although nothing fails; `undefined` where it then refuses something else, or nothing is left. */
  async #accepted(workload: FaultWorkload): Promise<FaultWorkload | undefined> {
    if (isWithoutFailure(workload)) return workload;
    const { refused, faultCase } = await this.#explorer.unharmed(workload);
    const [first] = refused;
    if (first === undefined) return workload;
    const operations = workload.operations.filter((_, index) => !refused.includes(index));
    const smaller = { ...workload, operations };
    if (operations.length > 0 && (await this.#explorer.unharmed(smaller)).refused.length === 0) return smaller;
    const { history, operations: called } = faultCase.report;
    const error = history.find(({ type, operation }) => type === 'reject' && operation === first)?.error ?? 'no error';
    this.#refusal ??= `with nothing wrong with the disk ${called[first]?.op} is refused (${error}), so nothing can be told of its failures`;
    return undefined;
  }

  tally(type: 'progress' | 'done'): AppendRunEvent {
    const statistics: OneClientStatistics = { workloads: this.#done, faults: this.#faults, lives: this.#explorer.lives };
    return { type, totalWorkloads: this.#workloads.length, checked: { ...this.#checked }, statistics };
  }

  async *#judge({ faultCase, unharmed }: ComparedCase): AsyncGenerator<AppendRunEvent> {
    if (faultCase.fault !== undefined) this.#faults++;
    for (const requirement of this.#context.requirements) {
      if (requirement.concerns(faultCase)) this.#checked[requirement.id] = (this.#checked[requirement.id] ?? 0) + 1;
    }
    for (const evidence of checkCase(faultCase, this.#open, unharmed)) {
      const { id } = evidence.requirement;
      const { lives } = this.#explorer;
      const shrunk = await shrinkFailingDisk(evidence, {
        ...this.#context,
        explorer: this.#explorer,
        plan: this.#plan,
        endings: this.#endings,
      });
      this.#explorer.lives = lives;
      // A requirement fails once; from then on it is not looked at.
      this.#open = this.#open.filter((requirement) => requirement.id !== id);
      yield { type: 'failure', requirement: id, core: coreOfFailingDisk(shrunk) };
    }
  }
}

function workloadsOf<Image>({ host, claims, capabilities, effort }: OneClientContext<Image, AppendRequirement>): FaultWorkload[] {
  const usual = faultWorkloads(effort, capabilities);
  const [first] = usual;
  if (first === undefined) return [];
  const queues = claims.append === 'queued' || claims.acknowledgedBy === 'flush';
  const closes = capabilities.methods.includes('close');
  const { operations } = first;
  const closing =
    closes && queues && host.abilities.has('repeats') ? [closingWorkload(operations, capabilities, { writesOn: false })] : [];
  const late = closes ? [closingWorkload(operations, capabilities, { writesOn: true })] : [];
  if (closes && queues && capabilities.methods.includes('flush'))
    late.push(closingWorkload(operations, capabilities, { writesOn: true, flushes: true }));
  // What the caller does in several steps of its own no close can wait for.
  const drained = closes && host.abilities.has('repeats') && claims.patch === 'native' ? undrainedWorkloads(capabilities) : [];
  const again = [repeatedWorkload(capabilities), reopenedWorkload(capabilities)].filter((one) => one !== undefined);
  const onBackend = capabilities.records && claims.append === 'queued' ? [backendWorkload(capabilities)] : [];
  return [...late, ...onBackend, ...drained, ...again, ...unserialisableWorkloads(capabilities), ...usual, ...closing];
}
