import type { Host } from '../../harness/host/host.ts';
import { EndlessTrials } from '../../harness/suite/endless-trials.ts';
import { LOOPED } from '../../harness/verdict/looped.ts';
import type { OneClientContext, OneClientEvent } from '../one-client-run.ts';
import { Assessor } from './assessor.ts';
import { coreOfKeeping, coreOfTrial, type KeepCore } from './counterexample-core.ts';
import { isUnconditional, type KeepingHost } from './live-trial.ts';
import type { KeepRequirement } from './requirement.ts';
import { shrinkKeeping } from './shrink.ts';
import { TRIAL_KINDS, type Trial } from './trial.ts';
import { trialsOf, withFailingLooks } from './trials.ts';

export type KeepRunContext<Image> = OneClientContext<Image, KeepRequirement>;
export type KeepEvent = OneClientEvent<KeepCore>;

const AS_ITSELF = 'a process is not given another user, another umask or another file system here';
const REAL_DISK = 'who may read a file, and what a link leads to, is not looked at on a real disk';

/** Runs the suite. Each requirement fails at most once, with the smallest trial that was found. Equal runs give equal events. */
export async function* runKeeping<Image>(context: KeepRunContext<Image>): AsyncGenerator<KeepEvent> {
  const { host, requirements } = context;
  if (!isKeeping(host)) {
    for (const { id } of requirements) yield { type: 'not-applicable', requirement: id, reason: REAL_DISK };
    yield { type: 'done', totalWorkloads: 0, checked: {}, statistics: { workloads: 0, lives: 0 } };
    return;
  }
  const run = new KeepRun(context, host);
  yield* run.trials();
  yield run.tally();
}

export function isKeeping<Image>(host: Host<Image>): host is KeepingHost<Image> {
  return host.keeping !== undefined;
}

const IF_ENDLESS = { expected: 'Every call comes back, or fails with an error.', observed: LOOPED };

class KeepRun<Image> {
  readonly #context: KeepRunContext<Image>;
  readonly #assessor: Assessor<Image>;
  readonly #setsConditions: boolean;
  readonly #checked: { [requirement: string]: number } = {};
  readonly #statistics = { workloads: 0, lives: 0 };
  readonly #endless: EndlessTrials;
  /** Why nothing was tried of a requirement, as it was told last. */
  readonly #untested = new Map<string, string>();
  /** Trials in which a call fails that one before them has made. */
  #unseen: readonly Trial[] = [];
  #open: readonly KeepRequirement[];

  constructor(context: KeepRunContext<Image>, host: KeepingHost<Image>) {
    const { claims, requirements, endless } = context;
    this.#context = context;
    this.#endless = new EndlessTrials(endless);
    this.#assessor = new Assessor(host, claims);
    this.#setsConditions = host.keeping.setsConditions;
    this.#open = requirements.filter(({ id }) => !this.#endless.requirements.has(id));
  }

  async *trials(): AsyncGenerator<KeepEvent> {
    const { claims, capabilities, requirements } = this.#context;
    const all = TRIAL_KINDS.flatMap((kind) => trialsOf(kind, { claims, capabilities }));
    for (const trial of all) {
      if (this.#setsConditions || isUnconditional(trial)) yield* this.#try(trial);
      else this.#noteUntested(trial, AS_ITSELF);
    }
    if (this.#setsConditions) for (const trial of this.#unseen) yield* this.#try(trial);
    for (const { id } of requirements) {
      const reason = this.#untested.get(id);
      if (this.#checked[id] === undefined && reason !== undefined) yield { type: 'not-applicable', requirement: id, reason };
    }
  }

  tally(): KeepEvent {
    const { workloads } = this.#statistics;
    return { type: 'done', totalWorkloads: workloads, checked: { ...this.#checked }, statistics: { ...this.#statistics } };
  }

  async *#try(trial: Trial): AsyncGenerator<KeepEvent> {
    const { requirements, onPlace } = this.#context;
    const requirement = this.#open.find(({ kinds }) => kinds.includes(trial.kind));
    if (requirement === undefined) return;
    const core = coreOfTrial(trial, IF_ENDLESS);
    if (this.#endless.includes(core)) return;
    onPlace?.(trial.operations, { requirement: requirement.id, core });
    const { deviations, untested, lived } = await this.#assessor.assess(trial);
    this.#statistics.workloads++;
    this.#statistics.lives += lived.lives.length;
    if (untested !== undefined) this.#noteUntested(trial, untested);
    else
      for (const { id, kinds } of requirements) if (kinds.includes(trial.kind)) this.#checked[id] = (this.#checked[id] ?? 0) + 1;
    if (this.#unseen.length === 0 && trial.given !== undefined) this.#unseen = withFailingLooks(lived);
    const deviation = deviations.find((candidate) => requirement.isBrokenBy(candidate));
    if (deviation === undefined || !(await this.#assessor.isGrounded({ trial, deviation }))) return;
    const shrunk = await shrinkKeeping({ trial, deviation }, requirement, this.#assessor);
    this.#open = this.#open.filter(({ id }) => id !== requirement.id);
    yield { type: 'failure', requirement: requirement.id, core: coreOfKeeping(shrunk) };
  }

  #noteUntested({ kind }: Trial, reason: string): void {
    for (const { id, kinds } of this.#context.requirements) if (kinds.includes(kind)) this.#untested.set(id, reason);
  }
}
