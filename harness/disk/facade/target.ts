import { fileURLToPath } from 'node:url';
import type { Args } from './arguments.ts';
import type { MountState } from './mount.ts';
import type { Operation } from './operation/operation.ts';
import type { Routes } from './route.ts';

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
  const path = pathString(subject === 'entry' ? args[1] : first);
  if (path === undefined) return undefined;
  const mount = routes.ofPath(path);
  if (subject === 'paths') return twoPaths(routes, mount, path, args);
  if (mount === undefined || path.includes('\0')) return undefined;
  if (subject !== 'entry')
    return { mount, args: path === first && path.charCodeAt(0) === 47 ? args : [absolute(path), ...args.slice(1)] };
  const target = pathString(first);
  return target === undefined || target.includes('\0') ? undefined : { mount, args: [target, absolute(path), ...args.slice(2)] };
}

function twoPaths(routes: Routes<MountState>, from: MountState | undefined, path: string, args: Args): Target | undefined {
  const second = pathString(args[1]);
  if (second === undefined) return undefined;
  const mount = from ?? routes.ofPath(second);
  if (mount === undefined || path.includes('\0') || second.includes('\0')) return undefined;
  return { mount, args: [absolute(path), absolute(second), ...args.slice(2)] };
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

/** Only made absolute: dots, doubled and trailing slashes are the kernel's to resolve. */
function absolute(path: string): string {
  return path === '' || path.charCodeAt(0) === 47 ? path : `${process.cwd()}/${path}`;
}
