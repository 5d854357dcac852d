import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { InstancePlan, Program } from '../../harness/model/program.ts';

/** Who writes at once, as in `Claims.writers`. Each level includes those before it. */
export const LEVELS = ['one-instance', 'many-instances', 'many-processes'] as const;
export type Level = (typeof LEVELS)[number];

export function claimedLevels({ writers }: Pick<ResolvedClaims, 'writers'>): readonly Level[] {
  return LEVELS.slice(0, LEVELS.indexOf(writers) + 1);
}

/** The level that a program needs. */
export function levelOf({ instances }: Pick<Program, 'instances'>): Level {
  if (new Set(instances.map(({ process }) => process)).size > 1) return 'many-processes';
  return instances.length > 1 ? 'many-instances' : 'one-instance';
}

/** Where two clients are, at a level, in all the ways that a store may confuse. */
export interface Layout {
  readonly instances: readonly InstancePlan[];
  readonly onePid?: boolean;
}

const here = (...paths: InstancePlan['path'][]): Layout => ({ instances: paths.map((path) => ({ process: 0, path })) });

function processes(count: number): Layout {
  return { instances: Array.from({ length: count }, (_, process) => ({ process, path: 'plain' as const })) };
}

/** Two threads of one process, each with modules of its own: they share the pid, and nothing else. */
export const THREADS: Layout = { ...processes(2), onePid: true };

const LAYOUTS: { readonly [L in Level]: readonly Layout[] } = {
  'one-instance': [here('plain')],
  'many-instances': [
    here('plain', 'plain'),
    here('plain', 'symlink'),
    here('plain', 'relative'),
    here('plain', 'trailing-slash'),
  ],
  'many-processes': [processes(2)],
};

export function layoutsOf(level: Level): readonly Layout[] {
  return LAYOUTS[level];
}

/** The first layout of each level: what is not about who writes is tried once on each. */
export function plainLayouts(levels: readonly Level[]): readonly Layout[] {
  return levels.flatMap((level) => layoutsOf(level).slice(0, 1));
}
