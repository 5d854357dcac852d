import type { SessionStore } from '../contract/session-store.ts';

import type { Runtime } from './runtime.ts';
import { READER_ROUNDS, type Sight } from './sight.ts';
import { listSessions, readSession, type Snapshot } from './snapshot.ts';

export interface ReadThroughOptions {
  /** Sessions to read beside those that `list` gives. */
  readonly sessions: readonly string[];
  readonly runtime: Pick<Runtime, 'settle'>;
  /** How many history events of the writer have happened. */
  readonly now: () => number;
  readonly onSight?: (sight: Sight) => void;
  readonly onRound?: () => void;
}

/** Everything that a store shows, `READER_ROUNDS` times: `list`, then every session through `read` and every view. */
export async function readThrough(
  store: SessionStore,
  { sessions, runtime, now, onSight = () => {}, onRound = () => {} }: ReadThroughOptions,
): Promise<Sight[]> {
  const sights: Sight[] = [];
  const note = (sight: Sight): void => {
    sights.push(sight);
    onSight(sight);
  };
  for (let round = 0; round < READER_ROUNDS; round++) {
    const ids = new Set(sessions);
    if (store.list !== undefined) {
      const since = now();
      const listed = await listSessions(store, runtime);
      note({ view: 'list', listed, since, until: now() });
      if ('sessions' in listed) for (const id of listed.sessions) ids.add(id);
    }
    for (const session of ids) {
      for (const [view, read] of [['read', store.read.bind(store)] as const, ...Object.entries(store.views ?? {})]) {
        const since = now();
        const result = await readSession(() => read(session), runtime);
        note({ view, session, result, since, until: now() });
      }
    }
    onRound();
  }
  return sights;
}

/** The sights of a snapshot during which the writer stood still. */
export function sightsOfSnapshot({ listed, read, views }: Snapshot, at: number): Sight[] {
  const times = { since: at, until: at };
  const sights: Sight[] = listed === undefined ? [] : [{ view: 'list', listed, ...times }];
  for (const [session, result] of Object.entries(read)) {
    sights.push({ view: 'read', session, result, ...times });
    for (const [view, shown] of Object.entries(views)) {
      const seen = shown[session];
      if (seen !== undefined) sights.push({ view, session, result: seen, ...times });
    }
  }
  return sights;
}
