import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { Digest } from '../../harness/disk/digest.ts';
import { describeProblem, type Problem } from '../../harness/host/problem.ts';
import type { TogetherHost } from '../../harness/host/together.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { turnsOf } from '../../harness/schedule/turns.ts';
import type { Trial as SuiteTrial } from '../../harness/suite/suite.ts';
import type { Effort, Finding } from '../../harness/verdict/report.ts';
import { actorsOf } from './actors.ts';
import { watchAlone } from './alone.ts';
import { notInRealTime } from './attempts.ts';
import type { Budget } from './budget.ts';
import { deviationOf, OvertakingCheck } from './check.ts';
import { type ConcurrentPatchCore, coreOfRace, type FoundRace } from './counterexample-core.ts';
import { EndlessRaces } from './endless.ts';
import { explore } from './explore.ts';
import type { ExploreContext } from './explore-context.ts';
import { isScheduled } from './is-scheduled.ts';
import type { JudgedRun } from './judged-run.ts';
import { claimedLevels, type Level, levelOf } from './levels.ts';
import { Reopener } from './reopener.ts';
import type { AimedProgram, PatchRequirement } from './requirement.ts';
import { failsAfresh, type ShrinkContext, shrinkRace } from './shrink.ts';
import type { Trial } from './trial.ts';

export interface PatchRunContext<Image> {
  readonly host: TogetherHost<Image>;
  readonly claims: ResolvedClaims;
  readonly capabilities: Capabilities;
  /** Those that apply and are switched on. */
  readonly requirements: readonly PatchRequirement[];
  readonly effort: Effort;
  readonly seed: number;
  /** Also kill everything in the middle: what was acknowledged has to be there. */
  readonly crashes: boolean;
  readonly budget?: Budget;
  /** Told before each run: should the store never come back, it was there. */
  readonly onPlace?: ((operations: readonly Operation[], trial?: SuiteTrial) => void) | undefined;
  /** See `SuiteContext.endless`. */
  readonly endless?: readonly SuiteTrial[];
}

export type PatchRunEvent =
  | ({ readonly type: 'progress'; readonly totalWorkloads: number } & PatchTally)
  | { readonly type: 'failure'; readonly requirement: string; readonly core: ConcurrentPatchCore }
  | { readonly type: 'finding'; readonly finding: Finding }
  /** That a requirement does not apply showed only when it was tried. */
  | { readonly type: 'not-applicable'; readonly requirement: string; readonly reason: string }
  /** `hangs`: attempts in real time in which somebody did not come back, of which nothing is concluded. */
  | ({ readonly type: 'done'; readonly hangs: number } & PatchTally);

/** What has been done so far, or in all. */
export interface PatchTally {
  /** How many runs each requirement was checked on. */
  readonly checked: { readonly [requirement: string]: number };
  /** How many of the schedules were of clients on each level. */
  readonly schedulesAt: { readonly [L in Level]?: number };
  readonly statistics: { readonly workloads: number; readonly schedules: number; readonly interleavings: number };
}

const BUDGETS: { readonly [E in Effort]: Budget } = {
  quick: { bounded: 40, preemptions: 2, random: 12, crashEvery: 8, attempts: 10 },
  default: { bounded: 80, preemptions: 2, random: 32, crashEvery: 5, attempts: 30 },
  thorough: { bounded: 5000, preemptions: 2, random: 2000, crashEvery: 3, attempts: 300 },
};

/** Where a schedule takes a tenth of a second, or there are none. */
const REAL_TIME_BUDGETS: { readonly [E in Effort]: Budget } = {
  quick: { bounded: 6, preemptions: 2, random: 6, crashEvery: 6, attempts: 10 },
  default: { bounded: 24, preemptions: 2, random: 20, crashEvery: 5, attempts: 30 },
  thorough: { bounded: 400, preemptions: 2, random: 200, crashEvery: 3, attempts: 300 },
};

/** Runs the suite: every program of every requirement, under many schedules; failures as they are found, shrunk. Equal runs give equal events. */
export async function* runConcurrentPatch<Image>(context: PatchRunContext<Image>): AsyncGenerator<PatchRunEvent> {
  const run = new PatchRun(context);
  yield* run.programs();
  yield { type: 'done', ...run.tally(), hangs: run.hangs };
}

class PatchRun<Image> {
  hangs = 0;
  readonly #context: PatchRunContext<Image>;
  readonly #checked: { [requirement: string]: number } = {};
  readonly #schedulesAt: { [L in Level]?: number } = {};
  /** Requirements of which a program did not get as far as its clients. */
  readonly #unable = new Map<string, Problem>();
  readonly #ran = new Set<string>();
  readonly #statistics = { workloads: 0, schedules: 0, interleavings: 0 };
  #explored: Omit<ExploreContext<Image>, 'onRun'>;
  readonly #endless: EndlessRaces;

  constructor(context: PatchRunContext<Image>) {
    this.#context = context;
    const { host, seed, effort, claims, crashes, endless = [], onPlace = () => {} } = context;
    const { budget = (host.abilities.has('repeats') ? BUDGETS : REAL_TIME_BUDGETS)[effort] } = context;
    this.#endless = new EndlessRaces(endless, onPlace);
    this.#explored = {
      host,
      seed,
      budget: crashes ? budget : { ...budget, crashEvery: 0 },
      survives: claims.survives !== 'nothing',
      reopener: new Reopener(host),
      refusesExisting: false,
    };
  }

  async *programs(): AsyncGenerator<PatchRunEvent> {
    const { claims, capabilities, effort, host } = this.#context;
    const requirements = this.#context.requirements.filter(({ id }) => !this.#endless.failed.has(id));
    const levels = claimedLevels(claims).filter((level) => level !== 'many-processes' || host.noProcesses === undefined);
    const aimed = requirements.map((requirement) => {
      const programs = requirement.programs({ claims, capabilities, effort, levels });
      const tried = programs.filter((program) => notInRealTime(program, host) === undefined);
      const [first] = tried.length === 0 ? programs : [];
      return { requirement, programs: tried, reason: first && notInRealTime(first, host) };
    });
    if (requirements.length === 0) return;
    const { refusesExisting, opensAgain } = await watchAlone(host, capabilities);
    const survives = this.#explored.survives && opensAgain;
    this.#explored = { ...this.#explored, refusesExisting, survives };
    const totalWorkloads = aimed.reduce((sum, { programs }) => sum + programs.length, 0);
    for (const { requirement, programs, reason: notHere } of aimed) {
      let failed = false;
      for (const program of programs) {
        yield { type: 'progress', totalWorkloads, ...this.tally() };
        this.#statistics.workloads++;
        const found = await this.#firstFailure(program, requirement);
        if (found === undefined) continue;
        // What real time did, it may not do again: nothing can be left out.
        const shrunk = isScheduled(host, found.program) ? await this.#shrunk(found, requirement.id) : found;
        yield { type: 'failure', requirement: requirement.id, core: coreOfRace(shrunk) };
        // A requirement fails once.
        failed = true;
        break;
      }
      if (!failed) yield* this.#unableToRun(requirement);
      const reason = notHere ?? this.#untestable(requirement);
      if (reason !== undefined) yield { type: 'not-applicable', requirement: requirement.id, reason };
    }
  }

  /** What held in some programs, and could not be tried in others, has not held. */
  *#unableToRun({ id }: PatchRequirement): Generator<PatchRunEvent> {
    const problem = this.#unable.get(id);
    if (problem === undefined) return;
    delete this.#checked[id];
    const message = `${id} was not put to the test: before the clients began, the store ${describeProblem(problem)}`;
    yield { type: 'finding', finding: { code: 'CW_OPERATION_REJECTED', level: 'warning', message } };
  }

  /** What could not be tried because there is nothing to be tried. */
  #untestable({ id }: PatchRequirement): string | undefined {
    if ((this.#checked[id] ?? 0) > 0) return undefined;
    if (id === 'PATCH-5' && this.#ran.has(id)) return 'no call of the file system that its operations make could be made to fail';
    return id === 'PATCH-8' ? 'its operations are over at once: nobody can be held in one' : undefined;
  }

  tally(): PatchTally {
    return { checked: { ...this.#checked }, schedulesAt: { ...this.#schedulesAt }, statistics: { ...this.#statistics } };
  }

  async #firstFailure(aimed: AimedProgram, { id }: PatchRequirement): Promise<FoundRace | undefined> {
    const { claims } = this.#context;
    const level = levelOf(aimed.program);
    const interleavings = new Set<string>();
    const sound = new Set<string>();
    const overtaking = new OvertakingCheck();
    let last: Trial | undefined;
    try {
      for await (const trial of explore(aimed, { ...this.#explored, ...this.#place(id) })) {
        const { judged, run } = trial;
        if (judged === undefined) {
          if (run.end !== 'done') this.hangs++;
          const unable = run.opened.ok ? run.setup : run.opened;
          if (!unable.ok) this.#unable.set(id, unable.problem);
          continue;
        }
        if (judged.crash === undefined) {
          this.#statistics.schedules++;
          this.#schedulesAt[level] = (this.#schedulesAt[level] ?? 0) + 1;
          interleavings.add(interleavingOf(run));
        }
        this.#ran.add(id);
        const counts =
          aimed.judgement === 'overtaking' ? overtaking.note(judged) : aimed.judgement !== 'poison' || run.faultStruck;
        if (counts) this.#checked[id] = (this.#checked[id] ?? 0) + 1;
        last = trial;
        // Most schedules lead to the same history: what was right once is right again.
        const history = isLarge(aimed) ? undefined : outcomeOf(judged);
        if (history !== undefined && sound.has(history)) continue;
        const deviation = deviationOf(judged, claims, id);
        if (deviation === undefined && history !== undefined) sound.add(history);
        if (deviation !== undefined) {
          const { program, judgement } = aimed;
          const turns = turnsOf(run.steps, actorsOf(program));
          const crash = judged.crash === undefined ? {} : { crash: judged.crash };
          const found: FoundRace = { program, judgement, turns, deviation, ...crash };
          if (await failsAfresh(found, this.#shrinking(id))) return found;
        }
      }
    } finally {
      this.#statistics.interleavings += interleavings.size;
    }
    if (aimed.judgement !== 'overtaking' || !overtaking.blocked || last === undefined) return undefined;
    const turns = turnsOf(last.run.steps, actorsOf(aimed.program));
    return { program: aimed.program, judgement: 'overtaking', turns, deviation: { kind: 'blocked' } };
  }

  /** The failure in short, if that is one for sure. */
  async #shrunk(found: FoundRace, id: string): Promise<FoundRace> {
    const context = this.#shrinking(id);
    const shrunk = await shrinkRace(found, context);
    return (await failsAfresh(shrunk, context)) ? shrunk : found;
  }

  #shrinking(requirement: string): ShrinkContext<Image> {
    return { ...this.#explored, requirement, claims: this.#context.claims, ...this.#place(requirement) };
  }

  #place(requirement: string): Pick<ExploreContext<Image>, 'onRun'> {
    return { onRun: (program, scheduler) => this.#endless.begin(requirement, program, scheduler) };
  }
}

/** Who went on when, as a hash, since there are thousands: by the steps of a schedule or, in real time, by who called and came back when. */
function interleavingOf({ steps, history }: JudgedRun['run']): string {
  const digest = new Digest();
  digest.begin(0);
  if (steps.length > 0) for (const { actor } of steps) digest.number(actor);
  else for (const { type, client } of history) digest.string(`${client} ${type}`);
  digest.end();
  return digest.toString();
}

/** Its histories are long to compare. */
function isLarge({ judgement, shares }: AimedProgram): boolean {
  return judgement === 'order' && shares !== undefined;
}

/** Everything that a check looks at. */
function outcomeOf({ history, crash, reopened, run: { end, stray, lastLooks, flushed, faultStruck } }: JudgedRun): string {
  return JSON.stringify([history, crash !== undefined, reopened, end, stray, lastLooks, flushed.ok, faultStruck]);
}
