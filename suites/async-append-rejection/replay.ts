import { siteOf } from '../../harness/crash/call-site.ts';
import { fileViews } from '../../harness/crash/file-view.ts';
import type { DiskFault } from '../../harness/disk/fault.ts';
import type { Host } from '../../harness/host/host.ts';
import { LOOPED } from '../../harness/verdict/looped.ts';
import type { Replay } from '../../harness/verdict/replay.ts';
import type { OneClientReplay } from '../one-client-suite.ts';
import { checkCase } from './check.ts';
import { type FailingDiskCore, workloadOfCore } from './counterexample-core.ts';
import { Explorer } from './explore.ts';
import type { FaultCase } from './fault-case.ts';
import { APPEND_REQUIREMENTS } from './requirements.ts';
import { tellEndless, tellFaultCase } from './story.ts';

/** Runs exactly one counterexample again, with stacks, and tells what happened. */
export async function replayAsyncAppendRejection<Image>(
  host: Host<Image>,
  { requirement: id, core }: { requirement: string; core: FailingDiskCore },
  { claims, onCrash }: OneClientReplay,
): Promise<Replay> {
  const requirement = APPEND_REQUIREMENTS.find((candidate) => candidate.id === id);
  if (requirement === undefined) throw new Error(`no requirement ${id} in this suite`);
  const workload = workloadOfCore(core);
  const explorer = new Explorer({ host, claims });
  if (core.observed === LOOPED) onCrash?.({ story: tellEndless(workload, core.fault), files: [] });
  const unharmed = await explorer.unharmed(workload);
  const { life, faultCase } = core.fault === undefined ? unharmed : await explorer.harmed(workload, core.fault, { stacks: true });
  const { operations, afterwards, afterClose, expected } = core;
  if (operations.length + afterwards.length + afterClose.length === 0) {
    const notApplicable = 'It has no operations.';
    return { reproduced: false, expected, observed: notApplicable, story: [], files: [], notApplicable };
  }
  if (core.fault !== undefined && !faultCase.struck) return neverFailed(core.fault, core);
  const [evidence] = checkCase(
    killedWhen(faultCase, core.killedAfter),
    [requirement],
    core.fault === undefined ? undefined : unharmed.faultCase,
  );
  const description = evidence?.deviation ?? {
    expected: core.expected,
    observed: 'Nothing wrong: the failure did not happen this time.',
  };
  const struck = faultCase.timeline.strikes[0]?.event;
  const callSite = struck?.stack === undefined ? undefined : siteOf(struck.stack, struck.api);
  return {
    reproduced: evidence !== undefined,
    expected: description.expected,
    observed: description.observed,
    story: tellFaultCase(killedWhen(faultCase, core.killedAfter), core.killedAfter === undefined ? undefined : life.trace),
    files: fileViews(await host.entries(life.end)),
    ...(callSite === undefined ? {} : { callSite }),
  };
}

/** The case with the kill that was found, and no other. */
function killedWhen(faultCase: FaultCase, changes: number | undefined): FaultCase {
  return { ...faultCase, fresh: faultCase.fresh.filter((look) => look.when !== 'killed' || look.changes === changes) };
}

/** The store makes fewer calls than it did. */
function neverFailed({ call }: DiskFault, { expected }: FailingDiskCore): Replay {
  const notApplicable = `Its call ${call + 1} of the file system was to fail; now the store does not make that call.`;
  return { reproduced: false, expected, observed: notApplicable, story: [], files: [], notApplicable };
}
