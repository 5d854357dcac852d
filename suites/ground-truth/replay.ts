import { callSiteOf } from '../../harness/crash/call-site.ts';
import { fileViews } from '../../harness/crash/file-view.ts';
import type { RegistrySubject } from '../../harness/suite/registry-subject.ts';
import type { FoundBy, ReplayOutcome } from '../../harness/suite/suite.ts';
import type { CallSite } from '../../harness/verdict/counterexample.ts';
import { assess } from './assess.ts';
import { describeDeviation, type TruthCore } from './counterexample-core.ts';
import type { Played } from './play.ts';
import { TRUTH_REQUIREMENTS } from './requirements.ts';
import { tellTruth } from './story.ts';

/** Runs exactly one counterexample again, with stacks, and tells what happened. */
export async function replayTruth(
  subject: RegistrySubject,
  { requirement: id, core }: FoundBy<TruthCore>,
): Promise<ReplayOutcome> {
  const requirement = TRUTH_REQUIREMENTS.find((candidate) => candidate.id === id);
  if (requirement === undefined) throw new Error(`no requirement ${id} in this suite`);
  const { played, deviations } = await assess(subject, core.operations, { stacks: true });
  const deviation = deviations.find((candidate) => requirement.isBrokenBy(candidate));
  const description =
    deviation === undefined
      ? { expected: core.expected, observed: 'Nothing wrong: the failure did not happen this time.' }
      : describeDeviation(deviation);
  const callSite = crashedAt(played, core);
  return {
    reproduced: deviation !== undefined,
    ...description,
    story: tellTruth(played),
    files: fileViews(await subject.host.entries(played.end)),
    ...(deviation === undefined || callSite === undefined ? {} : { callSite }),
  };
}

/** The change of the disk that the kill came before. */
function crashedAt({ lives }: Played<unknown>, { operations }: TruthCore): CallSite | undefined {
  const kills = operations.filter((operation) => operation.op === 'kill');
  const last = kills.at(-1);
  const life = lives[kills.length - 1];
  if (last?.op !== 'kill' || last.changes === undefined || life === undefined) return undefined;
  return callSiteOf(life.changes, { changes: last.changes });
}
