import type { FsEvent } from '../../harness/disk/trace.ts';
import type { Keeping } from '../../harness/host/keeping.ts';
import { statusesOf } from '../../harness/model/history.ts';
import { sessionOf } from '../../harness/model/operation.ts';
import { sameState } from '../../harness/model/reference.ts';
import type { StoreTraits } from '../../harness/suite/subject.ts';
import type { ExpectedStates } from '../expected-states.ts';
import type { ReplacedLinkDeviation } from './deviation.ts';
import type { LivedPart } from './live-trial.ts';

/** Where the store put a file in the place of the link, when a write was acknowledged. The life is the one that found the link. */
export function linkDeviations<Image>(
  keeping: Keeping<Image>,
  { link, operations, life }: LivedPart<Image>,
): ReplacedLinkDeviation[] {
  const statuses = statusesOf(life.report.history, operations.length);
  const acknowledged = operations.some(
    (operation, index) => sessionOf(operation) !== undefined && statuses[index] === 'acknowledged',
  );
  if (link === undefined || !acknowledged) return [];
  const entries = keeping.entries(life.end);
  const now = entries.find(({ path }) => path === link.path);
  // A name that is not used any more is no file in the link's place.
  if (now === undefined || now.kind === 'symlink' || !entries.some(({ path }) => path === link.to)) return [];
  const event = life.trace.findLast(
    (entry): entry is FsEvent =>
      entry.type === 'fs' && (entry.to ?? entry.path) === link.path && entry.effects.some(({ op }) => op === 'dirent'),
  );
  return [{ kind: 'link-replaced', path: link.path, to: link.to, event }];
}

/** Whether the store shows what is behind the link: one that refuses links, or takes them for nothing of its own, has refused. */
export function readsThroughLink<Image>(
  { life }: LivedPart<Image>,
  expected: ExpectedStates,
  { capabilities }: StoreTraits,
): boolean {
  const [look] = life.report.snapshots;
  return Object.entries(look?.read ?? {}).every(
    ([session, result]) =>
      'state' in result && expected.of(session).some((state) => sameState(state, result.state, capabilities)),
  );
}
