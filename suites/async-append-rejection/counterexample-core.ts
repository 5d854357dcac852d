import type { DiskFault } from '../../harness/disk/fault.ts';
import type { Operation } from '../../harness/model/operation.ts';
import type { AppendEvidence } from './check.ts';
import type { FaultWorkload } from './fault-workload.ts';

/** What makes a failure happen again, and what it was: the part of a counterexample that this suite knows. Plain data. */
export interface FailingDiskCore {
  readonly scenario: 'failing-disk';
  readonly operations: Operation[];
  /** After a look at what the instance shows. */
  readonly afterwards: Operation[];
  readonly closesAtOnce?: true;
  /** The last of `operations` was not awaited. */
  readonly unawaited?: true;
  /** Called on the store that was closed. */
  readonly afterClose: Operation[];
  /** The store was opened on a backend whose appends all fail. */
  readonly backend?: 'rejects';
  /** Done over and over after `operations`. */
  readonly repeated?: Operation[];
  /** The store was closed and opened anew before each round of `repeated`. */
  readonly reopens?: true;
  /** Index of the operation whose value cannot be serialised. */
  readonly unserialisable?: number;
  /** Absent where no call of the disk fails. */
  readonly fault?: DiskFault;
  /** The process was killed when so many changes of the disk had happened, while it dealt with the failure. */
  readonly killedAfter?: number;
  readonly expected: string;
  readonly observed: string;
}

export function coreOfFailingDisk({ faultCase: { workload, fault }, deviation }: AppendEvidence): FailingDiskCore {
  return coreOfWorkload(workload, fault, deviation);
}

export function coreOfWorkload(
  { operations, afterwards, closesAtOnce, unawaited, repeated, reopens, backend, afterClose, unserialisable }: FaultWorkload,
  fault: DiskFault | undefined,
  { expected, observed, killedAfter }: Pick<FailingDiskCore, 'expected' | 'observed' | 'killedAfter'>,
): FailingDiskCore {
  return {
    scenario: 'failing-disk',
    operations: [...operations],
    afterwards: [...afterwards],
    afterClose: [...afterClose],
    ...(closesAtOnce ? { closesAtOnce } : {}),
    ...(unawaited ? { unawaited } : {}),
    ...(backend === undefined ? {} : { backend }),
    ...(repeated === undefined ? {} : { repeated: [...repeated] }),
    ...(reopens ? { reopens } : {}),
    ...(unserialisable === undefined ? {} : { unserialisable }),
    ...(fault === undefined ? {} : { fault }),
    ...(killedAfter === undefined ? {} : { killedAfter }),
    expected,
    observed,
  };
}

export function workloadOfCore(core: FailingDiskCore): FaultWorkload {
  const { operations, afterwards, closesAtOnce, unawaited, repeated, reopens, backend, afterClose, unserialisable } = core;
  return {
    operations,
    afterwards,
    afterClose,
    ...(closesAtOnce ? { closesAtOnce } : {}),
    ...(unawaited ? { unawaited } : {}),
    ...(backend === undefined ? {} : { backend }),
    ...(repeated === undefined ? {} : { repeated }),
    ...(reopens ? { reopens } : {}),
    ...(unserialisable === undefined ? {} : { unserialisable }),
  };
}
