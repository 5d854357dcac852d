import type { RegistryDeviation } from '../../harness/model/registry/deviation.ts';
import { judgeRegistry } from '../../harness/model/registry/judge.ts';
import type { RegistryOperation } from '../../harness/model/registry/operation.ts';
import type { RegistrySubject } from '../../harness/suite/registry-subject.ts';
import { ground } from './ground.ts';
import { type Played, play } from './play.ts';

export interface Assessed<Image> {
  readonly played: Played<Image>;
  readonly deviations: readonly RegistryDeviation[];
}

/** Plays operations, and judges what came of them. */
export async function assess<Image>(
  subject: Pick<RegistrySubject<Image>, 'host' | 'adapter' | 'claims'>,
  operations: readonly RegistryOperation[],
  options: { stacks?: boolean } = {},
): Promise<Assessed<Image>> {
  const played = await play(subject, operations, options);
  const deviations = judgeRegistry(played.steps, subject.claims, played.startMs);
  const grounded: RegistryDeviation[] = [];
  for (const deviation of deviations) grounded.push(await ground(subject, { deviation, steps: played.steps }));
  return { played, deviations: grounded };
}
