import { killed, type Played, play } from '../../harness/host/pool/play.ts';
import { describeProblem, type Problem } from '../../harness/host/problem.ts';
import type { Effort } from '../../harness/model/effort.ts';
import type { PoolProgram } from '../../harness/model/pool/command.ts';
import { generatedPrograms, withinClaims } from '../../harness/model/pool/generated-programs.ts';
import { NAMED_PROGRAMS } from '../../harness/model/pool/named-programs.ts';
import type { PoolSubject } from '../../harness/suite/pool-subject.ts';
import type { SuiteContext, SuiteEvent } from '../../harness/suite/suite.ts';
import { coreOfLifecycle } from './counterexample-core.ts';
import { type JudgedPlay, judgePlay } from './judge-play.ts';
import type { LifecycleRequirement } from './requirement.ts';
import { LIFECYCLE_REQUIREMENTS } from './requirements.ts';
import { shrinkProgram } from './shrink.ts';

/** How many programs are generated, and how many of all are killed at each of their changes. */
const AMOUNTS: { readonly [E in Effort]: { readonly generated: number; readonly killed: number } } = {
  quick: { generated: 200, killed: 20 },
  default: { generated: 2_000, killed: 60 },
  thorough: { generated: 20_000, killed: 400 },
};
const PROGRAMS_BETWEEN_PROGRESS = 50;
const STRAYS: { readonly [K in Problem['kind']]?: string } = {
  exited: 'CW_STORE_EXITED',
  'unhandled-rejection': 'CW_STORE_UNHANDLED_REJECTION',
};

/**
 * Runs the suite: programs that everybody can read, then generated ones; those that change rows are killed at each change. Each requirement fails at
 * most once, with the smallest program that was found. Equal runs give equal events.
 */
export async function* runLifecycle<Image>(context: SuiteContext<PoolSubject<Image>>): AsyncGenerator<SuiteEvent> {
  const run = new LifecycleRun(context);
  yield* run.programs();
  yield run.tally('done');
}

class LifecycleRun<Image> {
  readonly #context: SuiteContext<PoolSubject<Image>>;
  readonly #subject: PoolSubject<Image>;
  /** All that apply: one that is not asked for, or has failed, still says where a play went wrong first. */
  readonly #watching: readonly LifecycleRequirement[];
  readonly #checked: { [requirement: string]: number } = {};
  readonly #tallies = { workloads: 0, kills: 0 };
  #open: readonly string[];
  #total = 0;
  #strayed = false;

  constructor(context: SuiteContext<PoolSubject<Image>>) {
    this.#context = context;
    this.#subject = context.subject;
    this.#watching = LIFECYCLE_REQUIREMENTS.filter(({ notApplicable }) => notApplicable(context.subject) === undefined);
    this.#open = context.requirements;
  }

  async *programs(): AsyncGenerator<SuiteEvent> {
    const { effort, seed } = this.#context;
    const { claims } = this.#subject;
    const amount = AMOUNTS[effort];
    const within = (program: PoolProgram) => withinClaims(program, claims) ?? [];
    const named = NAMED_PROGRAMS.flatMap(within);
    const generated = generatedPrograms(amount.generated, seed).flatMap(within);
    const killed = claims.restart === 'none' ? [] : [...named, ...generated.slice(0, amount.killed)];
    // What takes the least time comes first: what everybody can read, without any kill.
    const all = [
      ...named.map((program) => ({ program, kills: false })),
      ...killed.map((program) => ({ program, kills: true })),
      ...generated.slice(killed.length === 0 ? 0 : amount.killed).map((program) => ({ program, kills: false })),
    ];
    this.#total = all.length;
    for (const [index, { program, kills }] of all.entries()) {
      if (index % PROGRAMS_BETWEEN_PROGRESS === 0) yield this.tally('progress');
      yield* this.#try(program, kills);
      if (this.#open.length === 0) return;
    }
  }

  tally(type: 'progress' | 'done'): SuiteEvent {
    return { type, totalWorkloads: this.#total, checked: { ...this.#checked }, tallies: { ...this.#tallies } };
  }

  async *#try(program: PoolProgram, kills: boolean): AsyncGenerator<SuiteEvent> {
    this.#context.onPlace(program.commands);
    const played = await play(this.#subject, program, { notes: kills });
    this.#tallies.workloads++;
    yield* this.#stray(played);
    const judged = this.#judge(played);
    yield* this.#fail(program, judged);
    if (!kills || judged.deviations.length > 0) return;
    const changes = played.lives[0]?.changes.length ?? 0;
    for (let at = 0; at <= changes; at++) {
      this.#context.onPlace(program.commands, { model: 'process-kill', changes: at });
      this.#tallies.kills++;
      const again = await killed(this.#subject, played, program.commands, at);
      yield* this.#stray(again);
      const after = this.#judge(again);
      if (after.deviations.length === 0) continue;
      yield* this.#fail({ ...program, crash: { changes: at } }, after);
    }
  }

  /** What was thrown where nobody could catch it would have ended the program. */
  *#stray({ lives }: Played<Image>): Generator<SuiteEvent> {
    const stray = lives.map((life) => life.stray).find((problem) => problem !== undefined);
    if (stray === undefined || this.#strayed) return;
    this.#strayed = true;
    const code = STRAYS[stray.kind] ?? 'CW_STORE_UNCAUGHT';
    yield { type: 'finding', finding: { code, level: 'error', message: `The pool ${describeProblem(stray)}.` } };
  }

  #judge(played: Played<Image>): JudgedPlay {
    const judged = judgePlay(played, this.#watching, this.#subject.claims);
    for (const id of judged.tested) if (this.#context.requirements.includes(id)) this.#checked[id] = (this.#checked[id] ?? 0) + 1;
    return judged;
  }

  async *#fail(program: PoolProgram, { deviations }: JudgedPlay): AsyncGenerator<SuiteEvent> {
    for (const { requirement, deviation } of deviations) {
      if (!this.#open.includes(requirement)) continue;
      const found = { program, deviation };
      const smallest = await shrinkProgram(found, async (smaller) => {
        const { deviations: others } = judgePlay(await play(this.#subject, smaller), this.#watching, this.#subject.claims);
        return others.find((other) => other.requirement === requirement)?.deviation;
      });
      this.#open = this.#open.filter((id) => id !== requirement);
      yield { type: 'failure', requirement, core: coreOfLifecycle(smallest) };
    }
  }
}
