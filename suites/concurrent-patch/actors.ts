import type { Program } from '../../harness/model/program.ts';
import { actorNames } from '../../harness/schedule/turns.ts';

/** Names of a program's actors, by number. */
export function actorsOf({ clients, deaths = [], instances }: Program): string[] {
  const processes = 1 + Math.max(0, ...instances.map(({ process }) => process));
  return actorNames({ clients: clients.length, deaths: deaths.length, processes });
}
