import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Args } from './arguments.ts';
import type { MountState } from './mount.ts';
import type { Operation } from './operation/operation.ts';
import { type Routes, SIMULATED_PREFIX } from './route.ts';

export interface Target {
  readonly mount: MountState;
  /** The arguments with paths as absolute strings. */
  readonly args: Args;
}

/** Where a call goes: to a mount, or (`undefined`) to the real file system, which also answers for arguments that it refuses. */
export function targetOf(routes: Routes<MountState>, subject: Operation['subject'], args: Args): Target | undefined {
  const first = args[0];
  if (subject === 'descriptor' || (subject === 'file' && typeof first === 'number')) {
    const mount = typeof first === 'number' ? routes.ofDescriptor(first) : undefined;
    return mount && { mount, args };
  }
  const given = pathString(subject === 'entry' ? args[1] : first);
  if (given === undefined) return undefined;
  const path = routes.redirections.of(given);
  const mount = routes.ofPath(path);
  if (subject === 'paths') return twoPaths(routes, mount, path, args);
  if (mount === undefined || path.includes('\0')) return undefined;
  const shown = spelled(path, mount);
  if (subject !== 'entry') return { mount, args: shown === first ? args : [shown, ...args.slice(1)] };
  const target = pathString(first);
  return target === undefined || target.includes('\0') ? undefined : { mount, args: [target, shown, ...args.slice(2)] };
}

function twoPaths(routes: Routes<MountState>, from: MountState | undefined, path: string, args: Args): Target | undefined {
  const given = pathString(args[1]);
  if (given === undefined) return undefined;
  const second = routes.redirections.of(given);
  const mount = from ?? routes.ofPath(second);
  if (mount === undefined || path.includes('\0') || second.includes('\0')) return undefined;
  const other = routes.ofPath(second);
  return { mount, args: [from ? spelled(path, from) : path, other ? spelled(second, other) : second, ...args.slice(2)] };
}

/** A path argument as a string; `undefined` for what is not a path, or not one that Node can use. */
export function pathString(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString();
  if (!(value instanceof URL)) return undefined;
  try {
    return fileURLToPath(value);
  } catch {
    return undefined;
  }
}

/**
 * Only made absolute: dots, doubled and trailing slashes are the kernel's to resolve. But what leads to a simulated root from
 * elsewhere is resolved here, since no kernel knows both sides.
 */
function spelled(path: string, { root }: MountState): string {
  if (path.startsWith(root) && (path.length === root.length || path.charCodeAt(root.length) === SLASH)) return path;
  if (path === '') return path;
  if (!root.startsWith(SIMULATED_PREFIX)) return path.charCodeAt(0) === SLASH ? path : `${process.cwd()}/${path}`;
  return path.endsWith('/') ? `${resolve(path)}/` : resolve(path);
}

const SLASH = 47;
