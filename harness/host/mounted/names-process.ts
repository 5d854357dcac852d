import type { Disk } from '../../disk/disk.ts';

/**
 * Whether a disk may name a process: by its pid as digits, in a name or a file, or as a number of four bytes. A store that finds the pid of a
 * life that is over has to find that process dead, so whoever is named must not live on.
 */
export function namesProcess(disk: Disk, pid: number): boolean {
  const digits = String(pid);
  const number = Buffer.alloc(4);
  number.writeUInt32LE(pid);
  return disk.entries().some(({ path, target, content }) => {
    if (path.includes(digits) || target?.includes(digits) === true) return true;
    if (content === undefined) return false;
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
    return bytes.includes(digits) || bytes.includes(number);
  });
}
