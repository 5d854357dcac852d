// How often each way of choosing schedules finds each concurrent defect: of so many runs of the first program that shows it the share that fails,
// and which run was the first to. `bounded`: few preemptions, fewest first. `mix`: the others in turn, as the suite does after those.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { defects } from '../dist/fixtures/defects/index.js';
import { BoundedSearch } from '../dist/harness/schedule/bounded-search.js';
import { Random } from '../dist/harness/schedule/random.js';
import { STRATEGIES, schedulerOf, strategyOf } from '../dist/harness/schedule/strategies/mix.js';
import { mortal } from '../dist/harness/schedule/strategies/mortal.js';
import { watchAlone } from '../dist/suites/concurrent-patch/alone.js';
import { deviationOf } from '../dist/suites/concurrent-patch/check.js';
import { judgedRun } from '../dist/suites/concurrent-patch/judged-run.js';
import { claimedLevels } from '../dist/suites/concurrent-patch/levels.js';
import { Reopener } from '../dist/suites/concurrent-patch/reopener.js';
import { PATCH_REQUIREMENTS } from '../dist/suites/concurrent-patch/requirements.js';
import { sessionsOf } from '../dist/suites/concurrent-patch/sessions-of.js';
import { amount } from './amount.mjs';
import { inWorker } from './in-worker.mjs';
import { print } from './print.mjs';

/** Runs of each strategy, and those with the mix that show whether a program fails at all. */
const AMOUNTS = {
  oneProcess: amount({ runs: 400, trials: 100 }, { runs: 5, trials: 50 }),
  processes: { runs: 150, trials: 60 },
  /** Each run takes threads that have loaded the store anew. */
  onePid: { runs: 40, trials: 20 },
};

const CONCURRENT = Object.keys(defects).filter(
  (name) => defects[name].suite === 'concurrent-patch' && defects[name].program === undefined,
);
/** A defect of one process, since that is soon over. */
const DEFECTS = amount(CONCURRENT, ['no-queue']);

const defect = process.env.CW_BENCH_DEFECT;
if (defect !== undefined) await inWorker(import.meta.url, `defect:${defect}`, measure, tell);
else if (isMainThread) {
  for (const name of DEFECTS) process.exitCode ||= await inProcess(name);
}

function inProcess(name) {
  const env = { ...process.env, CW_BENCH_DEFECT: name };
  const child = spawn(process.execPath, ['--no-warnings', fileURLToPath(import.meta.url)], { stdio: 'inherit', env });
  return new Promise((resolve) => child.on('exit', resolve));
}

function tell(results) {
  for (const { requirement, place, strategy, runs, failed, first } of results) {
    const name = `${defect}: ${requirement}, program ${place + 1}, ${strategy}`;
    print({ name, value: (100 * failed) / runs, unit: '%', runs, ...(first === undefined ? {} : { first }) });
  }
}

async function measure({ host, claims, capabilities }) {
  const reopener = new Reopener(host);
  const { refusesExisting, opensAgain } = await watchAlone(host, capabilities);
  const survives = claims.survives !== 'nothing' && opensAgain;
  const context = { survives, reopener, refusesExisting };
  const levels = claimedLevels(claims);
  for (const id of defects[defect].fails) {
    const requirement = PATCH_REQUIREMENTS.find((one) => one.id === id);
    // It fails requirements of other suites too.
    if (requirement === undefined) continue;
    const programs = requirement.programs({ claims, capabilities, effort: 'default', levels });
    for (const [place, aimed] of programs.entries()) {
      const { program, judgement } = aimed;
      // Where nobody chooses among several there is nothing to compare.
      if (judgement === 'poison' || judgement === 'overtaking' || program.clients.length === 1) continue;
      const fails = async (scheduler) => {
        const run = await host.runTogether(program, { scheduler, sessions: sessionsOf(program) });
        const judged = await judgedRun(aimed, run, context);
        return { run, failed: judged !== undefined && deviationOf(judged, claims) !== undefined };
      };
      const { runs, trials } = amountOf(program);
      const shows = await tryOut('mix', program, fails, trials);
      if (shows.failed === 0) continue;
      const results = [];
      for (const strategy of [...STRATEGIES, 'mix', 'bounded']) {
        results.push({ requirement: id, place, strategy, ...(await tryOut(strategy, program, fails, runs)) });
      }
      return results;
    }
  }
  return [];
}

function amountOf({ onePid, instances }) {
  if (onePid) return AMOUNTS.onePid;
  return instances.some(({ process }) => process > 0) ? AMOUNTS.processes : AMOUNTS.oneProcess;
}

async function tryOut(strategy, program, fails, most) {
  const choose = strategy === 'bounded' ? boundedly(program) : randomly(strategy, program);
  let failed = 0;
  let first;
  let runs = 0;
  for (; runs < most; runs++) {
    const scheduler = choose.next(runs);
    if (scheduler === undefined) break;
    const tried = await fails(scheduler);
    choose.ran(scheduler, tried.run.steps);
    if (!tried.failed) continue;
    failed++;
    first ??= runs + 1;
  }
  return { runs, failed, first };
}

function boundedly({ clients, deaths = [] }) {
  const free = (actor) => actor >= clients.length && actor < clients.length + deaths.length;
  const search = new BoundedSearch({ preemptions: 2, free, random: new Random(1) });
  return { next: () => search.next(), ran: (run, steps) => search.ran(run, steps) };
}

/** As the suite does it: the number of steps is learnt from the runs before. */
function randomly(strategy, { clients, deaths = [], instances }) {
  const dying = deaths.map((process, index) => ({
    actor: clients.length + index,
    victims: [...clients.keys()].filter((client) => instances[clients[client].instance].process === process),
  }));
  let steps = 40;
  return {
    next: (run) => {
      const random = new Random(7919 + run);
      const scheduler = schedulerOf(strategy === 'mix' ? strategyOf(run) : strategy, random, steps);
      return mortal(scheduler, dying, random, Math.ceil(steps / clients.length));
    },
    ran: (_, taken) => {
      steps = Math.max(steps, taken.length);
    },
  };
}
