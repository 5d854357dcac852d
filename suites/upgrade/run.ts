import { POWER_LOSS_MODELS } from '../../harness/crash/power-loss/models.ts';
import { lossDepth, powerLossPoints } from '../../harness/crash/power-loss/power-loss-points.ts';
import { processKillPoints } from '../../harness/crash/process-kill.ts';
import { type DiskFault, errnosOf, factsOf } from '../../harness/disk/fault.ts';
import type { Host } from '../../harness/host/host.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { EndlessTrials } from '../../harness/suite/endless-trials.ts';
import type { StoreSubject, StoreTraits } from '../../harness/suite/subject.ts';
import type { SuiteContext, SuiteEvent } from '../../harness/suite/suite.ts';
import type { CrashPoint, PersistenceModelName } from '../../harness/verdict/counterexample.ts';
import { LOOPED } from '../../harness/verdict/looped.ts';
import { thinned } from '../thinned.ts';
import { capabilitiesOfVersion, UpgradeAssessor } from './assessor.ts';
import { coreOf } from './counterexample-core.ts';
import { cutShort, type LivedChapter, liveTrial } from './live-trial.ts';
import type { UpgradeRequirement } from './requirement.ts';
import type { TrialKind, UpgradeTrial } from './trial.ts';
import { backAgain, type KnownOlder, numberTrials, openedAgain, sideBySide, takenOver, takenOverFiles } from './trials.ts';
import { type VersionNumber, versionNumbersOf } from './version-numbers.ts';
import { sessionsLeftBy, workloadsFor, writesTo } from './workloads.ts';

export interface UpgradeRunContext extends Omit<SuiteContext<StoreSubject>, 'requirements'> {
  readonly requirements: readonly UpgradeRequirement[];
}

/** Where each life is dear, so many kills and so many failing calls of a migration. */
const MOST_DEAR = { kills: 24, faults: 12 } as const;
/** Of a call, so many of the codes that it may fail with. */
const CODES = { quick: 1, default: 1, thorough: 10 } as const;
/** More than one in a hundred stores has. */
const MOST_NUMBERS = 4;

/** Runs the suite. Each requirement fails at most once, with the shortest workload that shows it. Equal runs give equal events. */
export async function* runUpgrade(context: UpgradeRunContext): AsyncGenerator<SuiteEvent> {
  const run = new UpgradeRun(context);
  yield* run.all();
  yield* run.untried();
  yield run.tally('done');
}

class UpgradeRun {
  readonly #context: UpgradeRunContext;
  readonly #host: Host<unknown>;
  readonly #present: StoreTraits;
  readonly #assessor: UpgradeAssessor<unknown>;
  readonly #endless: EndlessTrials;
  readonly #checked: { [requirement: string]: number } = {};
  readonly #failed = new Set<string>();
  /** What a migration that was cut short left, and what it had been told: equal ones go on in the same way. */
  readonly #seen = new Set<string>();
  #open: readonly UpgradeRequirement[];
  #numbersFound = 0;
  #workloads = 0;
  #upgrades = 0;

  constructor(context: UpgradeRunContext) {
    const { subject, requirements, endless } = context;
    this.#context = context;
    this.#host = subject.host;
    this.#present = { claims: subject.claims, capabilities: subject.capabilities };
    this.#assessor = new UpgradeAssessor(subject.host, this.#present);
    this.#endless = new EndlessTrials(endless);
    for (const id of this.#endless.requirements) this.#failed.add(id);
    this.#open = requirements.filter(({ id }) => !this.#endless.requirements.has(id));
  }

  async *all(): AsyncGenerator<SuiteEvent> {
    for (const version of this.#present.capabilities.older ?? []) {
      if (version.sessions === undefined) yield* this.#code(version.name);
      else yield* this.#migration(takenOverFiles(version, this.#present));
    }
    yield* this.#numbers();
  }

  tally(type: 'progress' | 'done'): SuiteEvent {
    const tallies = { workloads: this.#workloads, upgrades: this.#upgrades };
    return { type, totalWorkloads: this.#workloads, checked: { ...this.#checked }, tallies };
  }

  *untried(): Generator<SuiteEvent> {
    for (const { id, untried, withoutNumber } of this.#context.requirements) {
      if (this.#checked[id] !== undefined || this.#failed.has(id)) continue;
      if (withoutNumber !== undefined && this.#numbersFound === 0)
        yield { type: 'not-applicable', requirement: id, reason: withoutNumber };
      else yield { type: 'not-testable', requirement: id, reason: untried };
    }
  }

  /** Everything about an older version that runs. */
  async *#code(name: string): AsyncGenerator<SuiteEvent> {
    if (!this.#wants('taken-over', 'back-again', 'side-by-side', 'cut-short', 'opened-again')) return;
    const capabilities = await capabilitiesOfVersion(this.#host, name);
    if (capabilities === undefined) {
      yield notOpened(name);
      return;
    }
    const older: KnownOlder = { version: { name }, claims: this.#present.claims, capabilities };
    const plans = workloadsFor(this.#context.effort, older);
    for (const operations of this.#isDear ? plans.slice(0, 2) : plans) {
      if (!(await this.#keeps(name, operations))) {
        yield forgetful(name);
        return;
      }
      this.#workloads++;
      yield this.tally('progress');
      yield* this.#migration(takenOver(older, operations, this.#present));
      for (const trial of backAgain(older, operations, this.#present)) yield* this.#try(trial);
      for (const trial of sideBySide(older, operations, this.#present)) yield* this.#try(trial);
      yield* this.#try(openedAgain(older, operations));
    }
  }

  /** Without anything going wrong; then cut short wherever that can be, and with every call failing. */
  async *#migration(trial: UpgradeTrial): AsyncGenerator<SuiteEvent> {
    yield* this.#try(trial);
    if (!this.#wants('taken-over', 'cut-short')) return;
    const [first, second, ...others] = trial.chapters;
    if (first === undefined || second === undefined) return;
    const { chapters } = await liveTrial(this.#host, { ...trial, chapters: [first, second] });
    const [older, present] = chapters;
    if (older === undefined || present === undefined) return;
    const isCode = this.#present.capabilities.older?.find(({ name }) => name === first.version)?.sessions === undefined;
    for (const model of this.#context.models) {
      for (const point of this.#pointsOf(present, model)) {
        const cut = { ...second, crash: { model, point } };
        const begun = [older, await cutShort(present, cut)];
        yield* this.#try({ kind: 'taken-over', chapters: [first, cut, ...others] }, begun);
        if (model !== 'process-kill' || !isCode || !isBeforeTheEnd(present, point)) continue;
        yield* this.#try({ kind: 'cut-short', chapters: [first, cut, { ...first, operations: [] }] }, begun);
      }
    }
    for (const fault of this.#faultsOf(present)) {
      yield* this.#try({ kind: 'taken-over', chapters: [first, { ...second, fault }, ...others] }, [older]);
    }
  }

  *#pointsOf({ life }: LivedChapter<unknown>, model: PersistenceModelName): Generator<CrashPoint> {
    if (model === 'process-kill') {
      const points = [...processKillPoints(life.changes, { from: 0, tears: 'some' })];
      yield* this.#isDear ? thinned(points, MOST_DEAR.kills) : points;
      return;
    }
    const log = life.diskLog?.();
    if (log === undefined || model === 'failed-fsync') return;
    const { effort, depth } = this.#context;
    const losses = { ...lossDepth(effort, this.#isDear), omitted: depth };
    const points = [...powerLossPoints(log, POWER_LOSS_MODELS[model], { from: 0, depth: losses })];
    yield* this.#isDear ? thinned(points, MOST_DEAR.kills) : points;
  }

  /** Each call of a migration once, as far as the store is about it: the likeliest codes. */
  #faultsOf({ life }: LivedChapter<unknown>): DiskFault[] {
    const seen = new Map<string, number>();
    const faults: DiskFault[] = [];
    for (const entry of life.trace) {
      if (entry.type !== 'fs') continue;
      for (const [rank, code] of errnosOf(factsOf(entry)).entries()) {
        const call = seen.get(code) ?? 0;
        seen.set(code, call + 1);
        if (rank < CODES[this.#context.effort]) faults.push({ call, code, manner: 'no-effect', lasts: 1 });
      }
    }
    return this.#isDear ? thinned(faults, MOST_DEAR.faults) : faults;
  }

  /** The version numbers of the present version's own files. */
  async *#numbers(): AsyncGenerator<SuiteEvent> {
    if (!this.#wants('number-read', 'number-written')) return;
    const operations = workloadsFor('quick', this.#present)[1] ?? [];
    const again = [...sessionsLeftBy(operations).flatMap((session) => writesTo(session, 'again', this.#present))];
    const { chapters } = await liveTrial(this.#host, { kind: 'number-read', chapters: [{ operations }, { operations: again }] });
    const disks = [];
    for (const { end } of chapters) disks.push(await this.#host.entries(end));
    this.#workloads++;
    const numbers = versionNumbersOf(disks).slice(0, MOST_NUMBERS);
    this.#numbersFound = numbers.length;
    for (const number of numbers) yield* this.#number(number, operations);
  }

  async *#number(number: VersionNumber, operations: readonly Operation[]): AsyncGenerator<SuiteEvent> {
    for (const trial of numberTrials(number, operations, this.#present)) {
      // What is found damaged by its checksum is another suite's; what is kept or refused all the same is right.
      if (number.checked && (await this.#assessor.assess(trial)).deviations.length > 0) continue;
      yield* this.#try(trial);
    }
  }

  async *#try(trial: UpgradeTrial, begun: readonly LivedChapter<unknown>[] = []): AsyncGenerator<SuiteEvent> {
    if (!this.#wants(trial.kind) || (await this.#isKnown(trial, begun))) return;
    const concerned = this.#context.requirements.filter(({ triedBy }) => triedBy.includes(trial.kind));
    const core = coreOf(trial, IF_ENDLESS);
    if (this.#endless.includes(core)) return;
    const [requirement] = concerned;
    this.#context.onPlace(core.operations, undefined, requirement && { requirement: requirement.id, core });
    const { deviations } = await this.#assessor.assess(trial, { begun });
    this.#upgrades++;
    for (const { id } of concerned) this.#checked[id] = (this.#checked[id] ?? 0) + 1;
    for (const deviation of deviations) {
      const broken = this.#open.find((candidate) => candidate.isBrokenBy(deviation));
      if (broken === undefined) continue;
      this.#open = this.#open.filter((one) => one !== broken);
      this.#failed.add(broken.id);
      yield { type: 'failure', requirement: broken.id, core: coreOf(trial, deviation) };
    }
  }

  /** Whether what goes on from what was cut short has been seen. */
  async #isKnown({ kind, chapters }: UpgradeTrial, begun: readonly LivedChapter<unknown>[]): Promise<boolean> {
    const cut = begun.length > 1 ? begun.at(-1) : undefined;
    if (cut === undefined) return false;
    const onwards = chapters.slice(begun.length);
    const key = JSON.stringify([kind, await this.#host.hash(cut.end), cut.operations, cut.statuses, onwards]);
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    return false;
  }

  /** A requirement fails once; from then on it is not looked at. */
  #wants(...kinds: readonly TrialKind[]): boolean {
    return this.#open.some(({ triedBy }) => triedBy.some((kind) => kinds.includes(kind)));
  }

  /** Whether the older version itself shows a life later what it was told. */
  async #keeps(version: string, operations: readonly Operation[]): Promise<boolean> {
    const alone: UpgradeTrial = {
      kind: 'cut-short',
      chapters: [
        { version, operations },
        { version, operations: [] },
      ],
    };
    return (await this.#assessor.assess(alone)).deviations.length === 0;
  }

  get #isDear(): boolean {
    return !this.#host.abilities.has('repeats');
  }
}

const IF_ENDLESS = { expected: 'Every version opens, and every call comes back.', observed: LOOPED };

/** Whether the migration that opening and reading sets off had not made all its changes. */
function isBeforeTheEnd({ life: { changes } }: LivedChapter<unknown>, { changes: made }: CrashPoint): boolean {
  return made < changes.filter(({ historyBefore }) => historyBefore === 0).length;
}

function notOpened(name: string): SuiteEvent {
  const message = `The older version "${name}" does not open on an empty directory; nothing could be tried with it.`;
  return { type: 'finding', finding: { code: 'CW_OLDER_VERSION', level: 'warning', message } };
}

function forgetful(name: string): SuiteEvent {
  const message = `The older version "${name}" does not show a life later what it was told; what becomes of that says nothing of the present one.`;
  return { type: 'finding', finding: { code: 'CW_OLDER_VERSION', level: 'warning', message } };
}
