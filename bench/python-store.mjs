import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The page-long store in Python, as a program over stdio. */
export const PYTHON_STORE = ['python3', fileURLToPath(new URL('../hosts/python/my_store.py', import.meta.url))];

/** Why it cannot be run here; `undefined` where it can. */
export function lackingPython() {
  try {
    execFileSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'there is no Python 3.9';
  }
}
