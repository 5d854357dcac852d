import { constants } from 'node:fs';
import { type CallFacts, type FaultInjector, performStruck, refusalOf, type Strike } from '../../disk/fault.ts';
import { Errno, type Kernel, type Primitive } from '../../disk/kernel.ts';
import type { FsEvent } from '../../disk/trace.ts';

export interface FaultPlace {
  /** The directory that events show as `/`. */
  readonly root: string;
  readonly api: () => string;
  readonly exists: (path: string) => boolean;
  /** Told of each call that went wrong. */
  readonly onInjected: (event: FsEvent) => void;
}

/** A kernel some of whose calls go wrong. What the simulated kernel does itself, for any other one. */
export function injectFaults(kernel: Kernel, faults: FaultInjector, place: FaultPlace): Kernel {
  const opened = new Map<number, string>();
  return new Proxy(kernel, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== 'function') return method;
      const primitive = name as Primitive;
      return (...args: unknown[]): unknown => {
        const facts = factsOf(primitive, args, opened, place);
        const length = lengthOf(primitive, args);
        const strike = faults.next(facts, length);
        const perform = (bytes?: number): unknown =>
          method.apply(target, bytes === undefined ? args : shortened(primitive, args, bytes));
        const result = strike === undefined ? perform() : struck(strike, perform, { ...facts, ...place });
        if (primitive === 'open') opened.set(result as number, String(args[0]));
        return result;
      };
    },
  });
}

function struck(
  strike: Strike,
  perform: (bytes?: number) => unknown,
  { api, onInjected, ...facts }: CallFacts & FaultPlace,
): unknown {
  const event: FsEvent = { type: 'fs', api: api(), effects: [], injected: true, ...named(facts) };
  try {
    const result = performStruck(strike, perform);
    onInjected(event);
    return result;
  } catch (error) {
    onInjected(error instanceof Errno ? { ...event, error: error.code } : event);
    throw error;
  }
}

function named({ primitive, path, to, forWriting }: CallFacts): Omit<CallFacts, 'creates' | 'refused'> {
  return {
    primitive,
    ...(path === undefined ? {} : { path }),
    ...(to === undefined ? {} : { to }),
    ...(forWriting === undefined ? {} : { forWriting }),
  };
}

const TWO_PATHS: ReadonlySet<Primitive> = new Set(['rename', 'link', 'symlink']);

function factsOf(
  primitive: Primitive,
  args: readonly unknown[],
  opened: ReadonlyMap<number, string>,
  { root, exists }: FaultPlace,
): CallFacts {
  const below = (path: unknown): string => {
    const text = String(path);
    return text.startsWith(`${root}/`) ? text.slice(root.length) : text;
  };
  const [first, second] = args;
  const path = typeof first === 'number' ? opened.get(first) : first;
  const flags = primitive === 'open' ? Number(second) : 0;
  const writing =
    (flags & (constants.O_WRONLY | constants.O_RDWR)) !== 0 ||
    (primitive === 'access' && (Number(second) & constants.W_OK) !== 0);
  const creates = (flags & constants.O_CREAT) !== 0 && !exists(String(first));
  return {
    primitive,
    ...(path === undefined ? {} : { path: below(path) }),
    ...(TWO_PATHS.has(primitive) ? { to: below(second) } : {}),
    ...(writing ? { forWriting: true } : {}),
    creates,
    refused: refusalOf({
      primitive,
      path: String(path ?? ''),
      to: TWO_PATHS.has(primitive) ? String(second) : undefined,
      creating: (flags & constants.O_CREAT) !== 0,
      exclusive: (flags & constants.O_EXCL) !== 0,
      exists,
    }),
  };
}

function lengthOf(primitive: Primitive, args: readonly unknown[]): number {
  if (primitive === 'write') return Number(args[3]);
  if (primitive === 'writev') return (args[1] as readonly Uint8Array[]).reduce((sum, { length }) => sum + length, 0);
  return 0;
}

function shortened(primitive: Primitive, args: readonly unknown[], bytes: number): unknown[] {
  if (primitive === 'write') return args.with(3, bytes);
  return args.with(1, [Buffer.concat(args[1] as readonly Uint8Array[]).subarray(0, bytes)]);
}
