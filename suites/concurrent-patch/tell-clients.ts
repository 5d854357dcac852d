import type { PathSpelling } from '../../harness/model/program.ts';
import { countOf } from '../../harness/report/count.ts';
import { crashPosition } from '../../harness/report/crash-position.ts';
import type { Told, ToldSection } from '../../harness/suite/scenario.ts';
import type { ConcurrentPatchCore } from './counterexample-core.ts';

/** Who went on when, in a line. */
export function raceHeading({
  turns,
  crash,
  host,
  program: { clients, deaths },
}: Pick<Told<ConcurrentPatchCore>, 'turns' | 'crash' | 'host' | 'program'>): string {
  if (host === 'process') return 'In real time';
  if (clients.length === 1 && deaths === undefined && crash === undefined) return 'What the client did';
  // A turn that says how long it lasts ends although its actor could go on.
  const held = turns.filter(({ steps }) => steps !== undefined).length;
  const schedule = held === 0 ? 'In turns, each for as long as it could go on' : `In turns, with ${countOf(held, 'preemption')}`;
  return crash === undefined ? schedule : `${schedule}; everything killed ${crashPosition(crash)}`;
}

/** What each client does: after the operations, and at the same time as the others. */
export function clientSections({ program: { clients, instances } }: Pick<ConcurrentPatchCore, 'program'>): ToldSection[] {
  return clients.map(({ instance, operations }, index) => {
    const { process = 0, path = 'plain' } = instances[instance] ?? {};
    const where = [
      ...(instances.length > 1 ? [`instance ${instance + 1}`] : []),
      ...(path === 'plain' ? [] : [SPELLED[path]]),
      ...(process > 0 || instances.some((other) => other.process > 0) ? [`process ${process + 1}`] : []),
    ];
    return { heading: `Client ${index + 1}${where.length === 0 ? '' : ` (${where.join(', ')})`}`, operations };
  });
}

const SPELLED: { readonly [S in Exclude<PathSpelling, 'plain'>]: string } = {
  relative: 'opened by a relative path',
  symlink: 'opened through a symbolic link',
  'trailing-slash': 'opened by its path with a slash at the end',
};
