import { callSiteOf } from '../../../harness/crash/call-site.ts';
import { fileViews } from '../../../harness/crash/file-view.ts';
import type { Host } from '../../../harness/host/host.ts';
import type { PassedLease } from '../../../harness/host/pass-lease.ts';
import { describeProblem } from '../../../harness/host/problem.ts';
import type { ReplayOutcome } from '../../../harness/suite/suite.ts';
import { durationText, operationName, stepText } from '../moments.ts';
import type { LeaseCore } from './counterexample-core.ts';
import { NO_CLOCK_TO_SET } from './no-clock-to-set.ts';
import { playLease } from './play-lease.ts';

/** Runs exactly one counterexample again, with stacks, and tells what happened. */
export async function replayLease<Image>(host: Host<Image>, core: LeaseCore): Promise<ReplayOutcome> {
  const { expected, observed } = core;
  if (!host.abilities.has('virtual-time'))
    return { reproduced: false, expected, observed, story: [], files: [], notPossible: NO_CLOCK_TO_SET };
  const { life, passed, deviation } = await playLease(host, core, { stacks: true });
  const told = { story: tellLease(core, passed), files: fileViews(await host.entries(life.end)) };
  if (deviation === undefined)
    return { reproduced: false, expected, observed: 'Nothing wrong: the failure did not happen this time.', ...told };
  const callSite = callSiteOf(life.changes, { changes: life.changes.length });
  return { reproduced: true, ...deviation, ...told, ...(callSite === undefined ? {} : { callSite }) };
}

/** What the instances did, a sentence a step. */
function tellLease({ operations, forMs, byMs }: LeaseCore, passed: PassedLease | undefined): string[] {
  const story = ['The store was opened on an empty directory.', ...operations.map((one) => `Called was ${operationName(one)}.`)];
  if (passed?.first !== true) return [...story, 'Nobody got the lease.'];
  const clock = stepText({ byMs });
  story.push(
    `An instance got the lease for ${durationText(forMs)}, and appended.`,
    `${clock.charAt(0).toUpperCase()}${clock.slice(1)}.`,
    `A second instance was opened, and asked for the lease: ${passed.second ? 'it got it' : 'it was told that it cannot have it'}.`,
  );
  for (const { by, outcome } of passed.appends)
    story.push(`Append of the ${by} one ${outcome.ok ? 'was acknowledged' : describeProblem(outcome.problem)}.`);
  return story;
}
