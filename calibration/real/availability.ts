import fs from 'node:fs';
import path from 'node:path';
import type { FileSystem } from '../file-systems.ts';

/** What this machine lacks to cut the power of file systems at all, in a sentence; `undefined` if nothing. */
export function lacking(): string | undefined {
  if (process.platform !== 'linux') return `this needs Linux, and this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'this needs root, to mount file systems';
  if (!fs.existsSync('/dev/loop-control')) return 'there are no loop devices (/dev/loop-control is missing)';
  const missing = missingTools(['mount', 'umount', 'sync', 'cp']);
  return missing.length > 0 ? `not installed: ${missing.join(', ')}` : undefined;
}

/** Which of a file system's programs are not installed. */
export function lackingTools({ tools }: FileSystem): string[] {
  return missingTools(tools);
}

function missingTools(tools: readonly string[]): string[] {
  const places = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return tools.filter((tool) => !places.some((place) => fs.existsSync(path.join(place, tool))));
}
