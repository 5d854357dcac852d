import { type DiskFault, errnosOf, factsOf } from '../../harness/disk/fault.ts';
import type { Primitive } from '../../harness/disk/kernel.ts';
import type { FsEvent } from '../../harness/disk/trace.ts';
import type { Ability } from '../../harness/host/ability.ts';
import type { TraceEntry } from '../../harness/host/trace-entry.ts';
import type { Effort } from '../../harness/model/effort.ts';
import { thinned } from '../thinned.ts';

/** How many failures are tried on one workload, by how they go: one call and one code; short writes; the rest. Counts, never times. */
export interface FaultPlan {
  /** Of each call the likeliest so many codes. */
  readonly codes: number;
  /** After a short write: for how many calls the disk stays full, where it heals. */
  readonly fullFor: readonly number[];
  readonly most: { readonly [T in keyof Tiers]: number };
}

export const FAULT_PLANS: { readonly [E in Effort]: FaultPlan } = {
  quick: {
    codes: 1,
    fullFor: [1],
    most: { once: 80, refused: 8, short: 24, shortBesideOthers: 6, otherCodes: 0, afterEffect: 6, healing: 12, forEver: 8 },
  },
  default: {
    codes: 3,
    fullFor: [1],
    most: { once: 200, refused: 0, short: 80, shortBesideOthers: 20, otherCodes: 120, afterEffect: 24, healing: 80, forEver: 50 },
  },
  thorough: {
    codes: 10,
    fullFor: [1],
    most: {
      once: 1000,
      refused: 0,
      short: 1000,
      shortBesideOthers: 1000,
      otherCodes: 2000,
      afterEffect: 200,
      healing: 1000,
      forEver: 1000,
    },
  },
};

/** Of the calls that fail after a short write libuv makes the first one, where it writes to a real kernel, and keeps what came of it to itself. */
const FULL_FOR_LIBUV = [1, 2];

/** Where a life takes 10 ms: the same kinds, fewer of each. */
const MOUNTED_FAULT_PLANS: { readonly [E in Effort]: FaultPlan } = {
  quick: {
    codes: 1,
    fullFor: FULL_FOR_LIBUV,
    most: { once: 24, refused: 4, short: 12, shortBesideOthers: 2, otherCodes: 0, afterEffect: 2, healing: 4, forEver: 3 },
  },
  default: {
    codes: 2,
    fullFor: FULL_FOR_LIBUV,
    most: { once: 60, refused: 0, short: 30, shortBesideOthers: 6, otherCodes: 20, afterEffect: 8, healing: 16, forEver: 10 },
  },
  thorough: {
    codes: 10,
    fullFor: FULL_FOR_LIBUV,
    most: {
      once: 300,
      refused: 0,
      short: 200,
      shortBesideOthers: 60,
      otherCodes: 300,
      afterEffect: 60,
      healing: 100,
      forEver: 60,
    },
  },
};
/** And 50 ms or more. */
const PROCESS_FAULT_PLAN: FaultPlan = {
  codes: 1,
  fullFor: [1],
  most: { once: 10, refused: 0, short: 4, shortBesideOthers: 0, otherCodes: 0, afterEffect: 1, healing: 0, forEver: 1 },
};

/** @param abilities of the host: how fast a life is there. */
export function faultPlan(effort: Effort, abilities: ReadonlySet<Ability>): FaultPlan {
  if (abilities.has('repeats')) return FAULT_PLANS[effort];
  return abilities.has('sees-bytes') ? MOUNTED_FAULT_PLANS[effort] : PROCESS_FAULT_PLAN;
}

/** A failure, and the primitive that it hits first. */
export interface PlannedFault {
  readonly fault: DiskFault;
  readonly primitive: Primitive;
  /** Where in the trace of the life without a failure that call is. */
  readonly at: number;
}

interface Tiers {
  once: PlannedFault[];
  /** With the code that stores have a second way for. Where more codes are tried it is among those. */
  refused: PlannedFault[];
  short: PlannedFault[];
  shortBesideOthers: PlannedFault[];
  otherCodes: PlannedFault[];
  afterEffect: PlannedFault[];
  healing: PlannedFault[];
  forEver: PlannedFault[];
}

/** Calls that an NFS server may have carried out although its client is told otherwise; and close, which closes whatever it says. */
const AFTER_EFFECT: ReadonlySet<string> = new Set(['rename', 'link', 'unlink', 'close']);

/**
 * Every failure that is tried on a workload, the likeliest first: of each call that its life without a failure makes, from the first
 * operation on, each code that the call may return.
 *
 * @param trace of that life.
 * @param isWanted whether the calls at an index of it are to fail: not those of looks, and not the first open's.
 */
export function faultsOf(trace: readonly TraceEntry[], isWanted: (at: number) => boolean, plan: FaultPlan): PlannedFault[] {
  const tiers: Tiers = {
    once: [],
    refused: [],
    short: [],
    shortBesideOthers: [],
    otherCodes: [],
    afterEffect: [],
    healing: [],
    forEver: [],
  };
  const seen = new Map<string, number>();
  const shorts = new Map<string, number>();
  for (const [at, entry] of trace.entries()) {
    if (entry.type !== 'fs') continue;
    const codes = errnosOf(factsOf(entry));
    for (const [rank, code] of codes.entries()) {
      const call = seen.get(code) ?? 0;
      seen.set(code, call + 1);
      const isRefused = entry.primitive === 'rename' && code === 'EPERM' && isWanted(at);
      if (isRefused) tiers.refused.push({ fault: { call, code, manner: 'no-effect', lasts: 1 }, primitive: 'rename', at });
      const isWrite = entry.primitive === 'write' || entry.primitive === 'writev';
      const cut = shorts.get(code) ?? 0;
      if (isWrite) shorts.set(code, cut + 1);
      if (!isWanted(at)) continue;
      addFaults(tiers, entry.primitive, { code, rank, call, codes: plan.codes, at });
      if (isWrite && code === 'ENOSPC') {
        tiers.short.push(...shortWrites(entry, cut, { at, fullFor: plan.fullFor }));
        if (isFollowedByAnother(trace, at, entry)) tiers.shortBesideOthers.push(...fullForTwo(entry, cut, at));
      }
      if (code === 'EIO' && AFTER_EFFECT.has(entry.primitive)) {
        tiers.afterEffect.push({ fault: { call, code, manner: 'after-effect', lasts: 1 }, primitive: entry.primitive, at });
      }
    }
  }
  const order = ['once', 'refused', 'short', 'shortBesideOthers', 'afterEffect', 'otherCodes', 'healing', 'forEver'] as const;
  return order.flatMap((tier) => thinned(tiers[tier], plan.most[tier]));
}

interface FaultedCall {
  readonly code: string;
  /** 0 for the code that is likeliest. */
  readonly rank: number;
  readonly call: number;
  readonly codes: number;
  readonly at: number;
}

function addFaults(tiers: Tiers, primitive: Primitive, { code, rank, call, codes, at }: FaultedCall): void {
  const fault = { call, code, manner: 'no-effect' } as const;
  const planned = (lasts: number): PlannedFault => ({ fault: { ...fault, lasts }, primitive, at });
  if (rank === 0) {
    tiers.once.push(planned(1));
    tiers.healing.push(planned(2), planned(3));
    tiers.forEver.push({ fault, primitive, at });
  } else if (rank < codes) {
    tiers.otherCodes.push(planned(1));
  }
}

/** Half of what was asked for, all but one byte, one byte: with nothing the matter afterwards, or with the disk full. */
function shortWrites(
  { primitive, length = 0 }: FsEvent,
  call: number,
  { at, fullFor }: { at: number; fullFor: readonly number[] },
): PlannedFault[] {
  const sizes = [...new Set([Math.floor(length / 2), length - 1, 1])].filter((bytes) => bytes > 0 && bytes < length);
  return sizes.flatMap((bytes) => {
    const cut = { call, code: 'ENOSPC', manner: 'short', bytes } as const;
    const healing = fullFor.map((lasts): DiskFault => ({ ...cut, thenFails: true, lasts }));
    const faults: DiskFault[] = [cut, ...healing, { ...cut, thenFails: true }];
    return faults.map((fault) => ({ fault, primitive, at }));
  });
}

/**
 * The first call that fails on the full disk may be that of another file, written at the same time: then the second one keeps the rest of what was cut
 * short from being written.
 */
function fullForTwo({ primitive, length = 0 }: FsEvent, call: number, at: number): PlannedFault[] {
  const bytes = Math.floor(length / 2);
  const fault = { call, code: 'ENOSPC', manner: 'short', bytes, thenFails: true, lasts: 2 } as const;
  return bytes > 0 ? [{ fault, primitive, at }] : [];
}

/** Whether the next call that a full disk refuses is about another file. */
function isFollowedByAnother(trace: readonly TraceEntry[], at: number, { path }: FsEvent): boolean {
  const next = trace.slice(at + 1).find((entry) => entry.type === 'fs' && errnosOf(factsOf(entry)).includes('ENOSPC'));
  return next?.type === 'fs' && next.path !== path;
}
