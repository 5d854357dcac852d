import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { ReadingHost } from '../../harness/host/reading.ts';
import type { Confirmation } from '../../harness/verdict/counterexample.ts';
import type { TornReadCore } from './counterexample-core.ts';
import { replayTornRead } from './replay.ts';

/**
 * Makes a torn read that was found on the simulated disk happen again between two real processes: the writer is held at the very change, the
 * reader reads, and where the writer went on meanwhile, it does so here.
 */
export async function confirmTornRead<Image>(
  host: ReadingHost<Image>,
  failure: { readonly requirement: string; readonly core: TornReadCore },
  { claims }: { claims: ResolvedClaims },
): Promise<Omit<Confirmation, 'how'>> {
  const replay = await replayTornRead(host, failure, { claims });
  if (replay.notPossible !== undefined) return { result: 'not-possible', detail: replay.notPossible };
  if (replay.reproduced) return { result: 'confirmed' };
  if (replay.undecided === 'hung')
    return { result: 'not-confirmed', detail: 'the reader had not come back when its time was over' };
  return { result: 'not-confirmed', detail: 'it did not happen in real processes' };
}
