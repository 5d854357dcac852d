import type { Host, Life } from '../host/host.ts';
import type { Operation } from '../model/operation.ts';
import type { CrashPoint, KillPoint } from '../verdict/counterexample.ts';
import { RECOVERY_INCARNATION, runWorkload } from './explore.ts';

export interface WorkloadOptions {
  /** Capture a stack for each fs event. */
  readonly stacks?: boolean;
}

/** The life of a workload up to where a counterexample loses the power: one life, or two of which the first was killed. */
export async function lifeOf<Image>(
  host: Host<Image>,
  operations: readonly Operation[],
  { killed, failedSync }: Pick<CrashPoint, 'killed' | 'failedSync'>,
  { stacks = false }: WorkloadOptions = {},
): Promise<Life<Image>> {
  if (killed === undefined) return runWorkload(host, operations, { stacks, failedSync });
  const first = await runWorkload(host, operations.slice(0, killed.operations), { stacks });
  return (await lifeAfterKill(host, first, killed, operations.slice(killed.operations), { stacks })) ?? first;
}

/** What another process does on what was left of a life that was killed there, both as one; `undefined` where the host cannot tell. */
export async function lifeAfterKill<Image>(
  host: Host<Image>,
  first: Life<Image>,
  killed: KillPoint,
  operations: readonly Operation[],
  { stacks = false }: WorkloadOptions = {},
): Promise<Life<Image> | undefined> {
  if (first.followedBy === undefined) return undefined;
  const { image } = await first.imageAt({ changes: killed.changes });
  const plan = { steps: [{ do: 'operations', operations }, { do: 'close' }] } as const;
  const next = await host.live(image, plan, { incarnation: RECOVERY_INCARNATION, stacks });
  const both = first.followedBy(killed, next);
  const all = [...first.report.operations.slice(0, killed.operations), ...operations];
  return { ...both, report: { ...next.report, operations: all } };
}
