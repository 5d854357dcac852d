import type { TraceEntry } from '../trace-entry.ts';

/** Whether the disk's root path was written into a file: such a store must find its files at the same place after the crash. */
export function writesPath(trace: readonly TraceEntry[], root: string): boolean {
  return trace.some(
    (entry) =>
      entry.type === 'fs' &&
      entry.effects.some(
        (effect) =>
          (effect.op === 'data' &&
            Buffer.from(effect.bytes.buffer, effect.bytes.byteOffset, effect.bytes.length).includes(root)) ||
          (effect.op === 'inode' && effect.target?.startsWith(root) === true),
      ),
  );
}
