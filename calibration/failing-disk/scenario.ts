import type { DiskFault } from '../../harness/disk/fault.ts';
import type { CallOutcome, NarratedDisk } from './narrated-disk.ts';

/** `tmpfs`: of 64 KiB. `ext4`: of 8 MiB, filled up until 64 KiB are left. */
export type RealDiskName = 'tmpfs' | 'ext4';

/** A real disk that fails by itself, and the fault that stands for it on the simulated one. */
export interface Scenario {
  readonly name: string;
  /** While all is well. All files are closed afterwards. */
  readonly before?: (disk: NarratedDisk) => void;
  /**
   * What becomes of the real disk then. `no-inodes`: no name more can be made than there are (only tmpfs can be told). `filled`: its last
   * free byte is taken.
   */
  readonly happens?: 'read-only' | 'no-inodes' | 'filled';
  /** By a user whom mode bits stop, who owns the directory. Absent: by root. */
  readonly as?: 'user';
  /** `freeBytes`: how much fits. */
  readonly calls: (disk: NarratedDisk, freeBytes: number) => void;
  /** Absent: nothing is injected, the tree itself refuses. */
  readonly fault?: (freeBytes: number) => DiskFault;
  /** Where it is compared, and what is known to differ there. */
  readonly on: { readonly [disk in RealDiskName]?: readonly KnownDifference[] };
  /** Why the simulated disk does something else, and whom it follows. */
  readonly because?: string;
}

/** A call that comes to different ends, or a path that is left differently (`left d/a`). */
export interface KnownDifference {
  readonly at: string;
  readonly real: string;
  readonly simulated: string;
}

/** What a scenario came to. */
export interface ScenarioRun {
  readonly outcomes: readonly CallOutcome[];
  /** A line for each path (`State`). */
  readonly left: readonly string[];
}

/** All that differs: calls in their order, then paths. */
export function differencesOf(real: ScenarioRun, simulated: ScenarioRun): KnownDifference[] {
  const calls = compare(callsOf(real), callsOf(simulated), '(not called)');
  const left = compare(leftOf(real), leftOf(simulated), '(absent)');
  return [...calls, ...left.sort((one, other) => (one.at < other.at ? -1 : 1))];
}

function compare(real: ReadonlyMap<string, string>, simulated: ReadonlyMap<string, string>, absent: string): KnownDifference[] {
  return [...new Set([...real.keys(), ...simulated.keys()])]
    .map((at) => ({ at, real: real.get(at) ?? absent, simulated: simulated.get(at) ?? absent }))
    .filter((one) => one.real !== one.simulated);
}

function callsOf({ outcomes }: ScenarioRun): Map<string, string> {
  return new Map(outcomes.map(({ call, outcome }) => [call, outcome]));
}

function leftOf({ left }: ScenarioRun): Map<string, string> {
  return new Map(left.map((line) => [`left ${line.slice(0, line.indexOf(' '))}`, line.slice(line.indexOf(' ') + 1)]));
}
