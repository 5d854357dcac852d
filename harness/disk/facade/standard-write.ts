import type { Args } from './arguments.ts';
import type { Style } from './drive.ts';
import type { Environment } from './environment.ts';

const WRITES = new Set(['write', 'writev', 'writeFile', 'appendFile']);

/** Captured at load, since timers may be faked later. */
const soon = globalThis.setImmediate;

/** A write to stdout or stderr through `fs`, if whoever installed the facade takes it; `undefined` lets it go through. */
export function standardWrite(
  { name, environment }: { name: string; environment: Environment },
  style: Style,
  args: Args,
): { result: unknown } | undefined {
  const [fd, data] = args;
  if ((fd !== 1 && fd !== 2) || !WRITES.has(name)) return undefined;
  const bytes = byteLength(name, args);
  if (bytes === undefined || !environment.takesStandardWrite(fd, bytes)) return undefined;
  const counts = name === 'write' || name === 'writev';
  if (style === 'sync') return { result: counts ? bytes : undefined };
  const callback = args.findLast((value) => typeof value === 'function');
  if (typeof callback === 'function') soon(() => (counts ? callback(null, bytes, data) : callback(null)));
  return { result: undefined };
}

function byteLength(name: string, [, data, offset, length]: Args): number | undefined {
  if (typeof data === 'string') return Buffer.byteLength(data);
  if (name === 'writev' && Array.isArray(data))
    return data.reduce<number>((sum, view) => sum + (ArrayBuffer.isView(view) ? view.byteLength : 0), 0);
  if (!ArrayBuffer.isView(data)) return undefined;
  if (name !== 'write') return data.byteLength;
  return typeof length === 'number' ? length : data.byteLength - (typeof offset === 'number' ? offset : 0);
}
