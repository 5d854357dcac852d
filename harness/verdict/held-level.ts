import { LEVELS, type Level } from './level.ts';
import type { Report } from './report.ts';

/**
 * The highest level that holds: all its MUSTs that apply passed, and those of the levels below it, and the store did nothing else that is an error.
 * `undefined`: not even the first one, or not all of it was tried.
 */
export function heldLevel({ requirements, findings }: Pick<Report, 'requirements' | 'findings'>): Level | undefined {
  if (findings.some(({ level }) => level === 'error' || level === 'harness')) return undefined;
  let held: Level | undefined;
  for (const level of LEVELS) {
    const musts = requirements.filter((requirement) => requirement.severity === 'MUST' && requirement.level === level);
    if (musts.some(({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable')) return held;
    held = level;
  }
  return requirements.some(({ verdict }) => verdict === 'pass') ? held : undefined;
}
