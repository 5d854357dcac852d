import { existsSync } from 'node:fs';
import { CRASHWORTHY_VERSION } from '../judge/package-version.ts';

/** What this machine can do, a line each. */
export function machineLines(): string[] {
  const yes = (there: boolean): string => (there ? 'ok   ' : 'no   ');
  return [
    `      crashworthy ${CRASHWORTHY_VERSION}, Node ${process.version}, ${process.platform} ${process.arch}`,
    `${yes(process.platform !== 'win32')} simulated disk (--host simulated)`,
    `${yes(process.platform !== 'win32')} real processes killed with SIGKILL (--host process)`,
    `${yes(existsSync('/dev/shm'))} a file system in memory for them (/dev/shm)`,
  ];
}
