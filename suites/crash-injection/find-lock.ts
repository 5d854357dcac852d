import { type Crash, type CrashCase, RECOVERY_INCARNATION } from '../../harness/crash/explore.ts';
import type { FsEvent } from '../../harness/disk/trace.ts';
import type { Host, ImageEntry } from '../../harness/host/host.ts';
import type { TraceEntry } from '../../harness/host/trace-entry.ts';
import { SESSIONS } from '../../harness/model/workload.ts';
import type { Deviation } from './deviation.ts';
import { sessionDeviations } from './session-deviations.ts';

/**
 * Finds out by counterfactual whether a lock is what keeps a store from opening or writing: removes, one at a time, every file of
 * the crash image that never held session data, and looks whether the store then works and every session is legal.
 */
export async function findLock<Image>(
  host: Host<Image>,
  crash: Crash<Image>,
  deviations: readonly Deviation[],
): Promise<Deviation[]> {
  const problem = deviations.find((deviation) => deviation.kind === 'unopenable' || deviation.kind === 'write-failed');
  if (problem === undefined || !('problem' in problem)) return [];
  for (const entry of lockCandidates(await host.entries(crash.image), crash.trace)) {
    const without = await host.without(crash.image, entry.path);
    if (await works(host, without, crash)) return [{ kind: 'blocked', lock: entry.path, problem: problem.problem }];
  }
  return [];
}

async function works<Image>(host: Host<Image>, image: Image, crashCase: CrashCase): Promise<boolean> {
  const steps = [{ do: 'snapshot', sessions: SESSIONS }, { do: 'follow-up', round: 'write' }, { do: 'close' }] as const;
  const { report } = await host.live(image, { steps }, { incarnation: RECOVERY_INCARNATION });
  const snapshot = report.snapshots[0];
  const parts = report.capabilities;
  if (!report.opened.ok || snapshot === undefined || parts === undefined || report.closed?.ok !== true) return false;
  if (report.stray !== undefined || report.followUp === undefined || report.followUp.problems.length > 0) return false;
  return crashCase.expectations.every(
    (expectation) => sessionDeviations({ inFlight: undefined, operations: [] }, expectation, snapshot, parts).length === 0,
  );
}

const MOST_CANDIDATES = 16;

/**
 * What may be a lock: the uncrashed run removes it again (that is what a lock or marker is for), and neither it, nor anything in it, was
 * ever renamed, linked or given session data. An index or a torn session file is none.
 */
function lockCandidates(entries: readonly ImageEntry[], trace: readonly TraceEntry[]): ImageEntry[] {
  const events = trace.filter((entry): entry is FsEvent => entry.type === 'fs' && entry.error === undefined);
  const candidates = entries.filter(({ path }) => {
    const released = events.some(
      ({ primitive, path: at }) => (primitive === 'unlink' || primitive === 'rmdir') && isAt(at, path),
    );
    const touching = events.filter(
      (event) => isAt(event.path, path) || isAt(event.to, path) || event.path?.includes(`/${path}/`),
    );
    return (
      released && !touching.some((event) => event.primitive === 'rename' || event.primitive === 'link' || holdsPayload(event))
    );
  });
  return candidates.slice(0, MOST_CANDIDATES);
}

function isAt(shown: string | undefined, path: string): boolean {
  return shown?.endsWith(`/${path}`) === true;
}

/** Every payload of a workload carries its operation's tag, or the word `turn`. */
const PAYLOAD = /p\d+( small|:|\.\d)|turn|compacted/;

function holdsPayload({ effects }: FsEvent): boolean {
  return effects.some(
    (effect) => effect.op === 'data' && PAYLOAD.test(Buffer.from(effect.bytes.subarray(0, 4096)).toString('latin1')),
  );
}
