import { accessSync, constants } from 'node:fs';

/** Captured at load: a host puts its own file system in its place. */
const real = { accessSync };

/** Whether there is such a file, and this user may start it. */
export function isExecutable(file: string): boolean {
  try {
    real.accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
