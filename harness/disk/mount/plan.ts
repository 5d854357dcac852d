import { type DiskFault, FaultInjector, type Strike } from '../fault.ts';
import type { Primitive } from '../kernel.ts';
import type { SeenCall } from './disk-call.ts';

/**
 * What is to become of the calls that reach an image. Plain data. Changes are calls that change what is stored; of attributes, and what
 * comes from mappings, none is counted or held.
 */
export interface Plan {
  /**
   * The life ends here: with so many changes on disk the next one stands still in front of the disk, and every further one of whatever
   * process; with so many bytes of it done, if it is a write. They wait until the process is killed.
   */
  readonly crash?: { readonly changes: number; readonly tornBytes?: number };
  /**
   * Each change, or each call, waits until it is told to go on. A close does not: it is how a process dies that was killed. Nor does the look at a
   * name, of which there are several in front of most calls, nor what is read of a directory that was opened: others would wait too.
   */
  readonly ask?: 'changes' | 'calls';
  /** So many go on before the first that waits. */
  readonly skip?: number;
  readonly fault?: DiskFault;
  /** The fsync or fdatasync, counted from 0, that fails with EIO. */
  readonly failedSync?: number;
}

const NEVER_ASKED: ReadonlySet<Primitive> = new Set(['close', 'lstat', 'readdir']);

/** `hold`: wait to be told; of a write, with so many bytes done. `undefined`: go on. */
export type Decision = Strike | { readonly does: 'hold'; readonly bytes?: number } | undefined;

/** Asked in front of each call; `changes` is how many the image has seen. */
export type Decide = (call: SeenCall, changes: number) => Decision;

export function decideBy({ crash, ask, skip = 0, fault, failedSync }: Plan): Decide {
  let syncs = 0;
  let asked = 0;
  const faults = fault === undefined ? undefined : new FaultInjector(fault);
  let torn = false;
  return (call, changes) => {
    if (crash !== undefined && call.changes && changes >= crash.changes) {
      const bytes = torn || call.primitive !== 'write' ? undefined : crash.tornBytes;
      torn = true;
      return { does: 'hold', ...(bytes === undefined ? {} : { bytes }) };
    }
    if (failedSync !== undefined && (call.primitive === 'fsync' || call.primitive === 'fdatasync') && syncs++ === failedSync)
      return { does: 'nothing', code: 'EIO' };
    const strike = faults?.concerns(call.primitive) === true ? faults.next(factsOf(call), call.length) : undefined;
    if (strike !== undefined) return strike;
    const waits = ask === 'calls' ? isAsked(call) : ask === 'changes' && call.changes;
    return waits && asked++ >= skip ? { does: 'hold' } : undefined;
  };
}

/** Whether a call is one that waits where all calls are to. */
export function isAsked({ primitive }: { readonly primitive: Primitive }): boolean {
  return !NEVER_ASKED.has(primitive);
}

function factsOf({ primitive, path, to, forWriting, creates, fromMemory }: SeenCall) {
  return {
    primitive,
    ...(path === undefined ? {} : { path }),
    ...(to === undefined ? {} : { to }),
    ...(forWriting === true ? { forWriting } : {}),
    ...(fromMemory === true ? { fromMemory } : {}),
    creates: creates === true,
  };
}
