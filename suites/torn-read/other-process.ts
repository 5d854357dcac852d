import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { describeProblem } from '../../harness/host/problem.ts';
import type { ReadingHost } from '../../harness/host/reading.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import { SESSIONS } from '../../harness/model/workload.ts';
import { describeDeviation } from './describe-deviation.ts';
import { deviationsOf } from './deviations.ts';
import { besideCase, type ExploreOptions } from './explore.ts';
import { tornWorkloads } from './workloads.ts';

/**
 * Why no reader in another process is to be judged; `undefined` where one is. A second process opens the store while the first one, which
 * has it open, is at rest: if it is not let in, or is not shown what was acknowledged even then, the store is not made for that.
 */
export async function noOtherProcess<Image>(
  host: ReadingHost<Image>,
  claims: ResolvedClaims,
  capabilities: Capabilities,
  onPlace?: ExploreOptions['onPlace'],
): Promise<string | undefined> {
  if (claims.survives === 'nothing') return "the store claims to survive nothing (claims.survives: 'nothing')";
  const [workload] = tornWorkloads('quick', capabilities, claims, 0);
  if (workload === undefined) return 'the store has no operation that writes';
  onPlace?.(workload);
  const steps = [{ do: 'operations', operations: workload.operations }] as const;
  const life = await host.live(await host.emptyImage(), { steps }, { incarnation: 0 });
  const at = { changes: life.changes.length };
  const reading = await host.readBeside(life, { at, advances: [], sessions: SESSIONS });
  if (!reading.opened.ok)
    return `a second process that opens the store while the first one is at rest is refused: it ${describeProblem(reading.opened.problem)}`;
  const readingCase = besideCase(life, { reader: 'other-process', at, advances: [] }, reading);
  if (readingCase.undecided !== undefined)
    return 'a second process that opens the store while the first one is at rest gets no answer';
  const [deviation] = deviationsOf(readingCase, claims);
  if (deviation === undefined) return undefined;
  return `a second process that opens the store while the first one is at rest does not see its sessions (${describeDeviation(deviation).observed})`;
}
