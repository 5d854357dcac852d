import { callSiteOf } from '../../harness/crash/call-site.ts';
import { fileViews } from '../../harness/crash/file-view.ts';
import type { StoreSubject } from '../../harness/suite/subject.ts';
import type { FoundBy, ReplayOptions, ReplayOutcome } from '../../harness/suite/suite.ts';
import type { CallSite } from '../../harness/verdict/counterexample.ts';
import { LOOPED } from '../../harness/verdict/looped.ts';
import { capabilitiesOfVersion, UpgradeAssessor } from './assessor.ts';
import { trialOf, type UpgradeCore } from './counterexample-core.ts';
import type { LivedTrial } from './live-trial.ts';
import { UPGRADE_REQUIREMENTS } from './requirements.ts';
import { tellEndless, tellLives } from './story.ts';

/** Runs exactly one counterexample again, with stacks, and tells what happened. */
export async function replayUpgrade(
  { host, claims }: StoreSubject,
  { requirement: id, core }: FoundBy<UpgradeCore>,
  { onCrash }: Pick<ReplayOptions, 'onCrash'>,
): Promise<ReplayOutcome> {
  const requirement = UPGRADE_REQUIREMENTS.find((candidate) => candidate.id === id);
  if (requirement === undefined) throw new Error(`no requirement ${id} in this suite`);
  const trial = trialOf(core);
  const nothing = { reproduced: false, expected: core.expected, observed: core.observed, story: [], files: [] };
  const { report } = await host.live(await host.emptyImage(), { steps: [] }, { incarnation: 0 });
  const { capabilities } = report;
  if (capabilities === undefined) return { ...nothing, notApplicable: 'The store does not open.' };
  for (const { version } of trial.chapters) {
    if (version === undefined) continue;
    if (capabilities.older?.some(({ name }) => name === version) !== true)
      return { ...nothing, notApplicable: `The adapter brings no older version "${version}".` };
    if ((await capabilitiesOfVersion(host, version)) === undefined)
      return { ...nothing, notApplicable: `The older version "${version}" does not open.` };
  }
  if (core.observed === LOOPED) onCrash?.({ story: tellEndless(trial), files: [] });
  const { lived, deviations } = await new UpgradeAssessor(host, { claims, capabilities }).assess(trial, { stacks: true });
  const deviation = deviations.find((candidate) => requirement.isBrokenBy(candidate));
  const end = lived.chapters.at(-1)?.end;
  const callSite = deviation === undefined ? undefined : lineOf(lived);
  return {
    reproduced: deviation !== undefined,
    expected: deviation?.expected ?? core.expected,
    observed: deviation?.observed ?? 'Nothing wrong: the failure did not happen this time.',
    story: tellLives(lived),
    files: end === undefined ? [] : fileViews(await host.entries(end)),
    ...(callSite === undefined ? {} : { callSite }),
  };
}

/** The change that was in flight when a life was cut short; otherwise the last one of the version that met what it did not write. */
function lineOf({ chapters }: LivedTrial<unknown>): CallSite | undefined {
  const cut = chapters.find(({ chapter }) => chapter.crash !== undefined);
  if (cut?.chapter.crash !== undefined) return callSiteOf(cut.life.changes, cut.chapter.crash.point);
  const met = chapters.slice(1).find(({ life }) => life.changes.length > 0);
  return met === undefined ? undefined : callSiteOf(met.life.changes, { changes: met.life.changes.length });
}
