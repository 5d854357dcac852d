import type { ResolvedClaims } from '../../../harness/contract/claims.ts';
import { siteOf } from '../../../harness/crash/call-site.ts';
import { fileViews } from '../../../harness/crash/file-view.ts';
import { isChange } from '../../../harness/host/change.ts';
import type { StoreHost } from '../../../harness/host/store-host.ts';
import type { TogetherRun } from '../../../harness/host/together.ts';
import type { Capabilities } from '../../../harness/model/capabilities.ts';
import { SETUP } from '../../../harness/model/program.ts';
import type { ReplayOutcome } from '../../../harness/suite/suite.ts';
import { durationText, operationName } from '../moments.ts';
import { type ApartCore, clockOfApart, programOfApart } from './counterexample-core.ts';
import { again } from './find.ts';
import { ONE_CLOCK } from './one-clock.ts';
import { type ApartProgram, whoseOf } from './program.ts';
import { runApart, schedulerOfTurns } from './run-apart.ts';

/** Runs exactly one counterexample again, with stacks, and once more with one clock for both processes, and tells what happened. */
export async function replayApart(
  host: StoreHost,
  core: ApartCore,
  traits: { readonly claims: ResolvedClaims; readonly capabilities: Capabilities },
): Promise<ReplayOutcome> {
  const { expected, observed, turns } = core;
  const [program, clock] = [programOfApart(core), clockOfApart(core)];
  if (!host.abilities.has('virtual-time'))
    return { reproduced: false, expected, observed, story: [], files: [], notPossible: ONE_CLOCK };
  const found = await again({ program, clock, turns }, { host, traits, stacks: true });
  const { run, deviation } =
    found ?? (await runApart(host, program, { scheduler: schedulerOfTurns(program, turns), clock }, traits));
  const told = { story: tellApart(core, run, program), files: fileViews(await host.entries(run.image)) };
  if (found === undefined || deviation === undefined)
    return { reproduced: false, expected, observed: 'Nothing wrong: the failure did not happen this time.', ...told };
  const last = run.trace.slice(0, run.over).findLast((entry) => entry.type === 'fs' && isChange(entry));
  const callSite = last?.type === 'fs' && last.stack !== undefined ? siteOf(last.stack, last.api) : undefined;
  return { reproduced: true, ...deviation, ...told, ...(callSite === undefined ? {} : { callSite }) };
}

/** What the processes did, a sentence a step. */
function tellApart(core: ApartCore, { history }: TogetherRun<unknown>, program: ApartProgram): string[] {
  const { setup, clients } = program;
  const whose = `${whoseOf(program)}`.replace(/^./, (letter) => letter.toUpperCase());
  const story = [tellClocks(core, program)];
  for (const { type, client, operation: index, error } of history) {
    const process = client === SETUP ? 0 : (clients[client]?.process ?? 0);
    const operation = (client === SETUP ? setup : clients[client]?.operations)?.[index];
    if (operation === undefined) continue;
    const name = `${whose} ${process + 1}: ${operationName(operation)}`;
    if (type === 'invoke') story.push(`${name} was called.`);
    else
      story.push(
        type === 'acknowledge' ? `${name} was acknowledged.` : `${name} was refused: ${error ?? 'no reason was given'}.`,
      );
  }
  return story;
}

function tellClocks({ scenario, aheadMs }: ApartCore, { inOneProcess }: ApartProgram): string {
  const opened = `Two ${inOneProcess ? 'instances in one process' : 'processes'} opened the store.`;
  if (scenario === 'clock-still') return `${opened} No time passed by the clock, nor by the modification times of files.`;
  return `${opened} The clock of process 2 showed ${durationText(aheadMs)} ${aheadMs > 0 ? 'more' : 'less'} than that of process 1.`;
}
