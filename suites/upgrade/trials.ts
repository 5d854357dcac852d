import type { OlderVersionTraits } from '../../harness/contract/older-version.ts';
import type { Operation } from '../../harness/model/operation.ts';
import type { StoreTraits } from '../../harness/suite/subject.ts';
import { acknowledgement } from '../acknowledgement.ts';
import type { UpgradeTrial } from './trial.ts';
import { raised, restored, type VersionNumber } from './version-numbers.ts';
import { sessionsLeftBy, writesTo } from './workloads.ts';

/** An older version as trials need it. */
export interface KnownOlder extends StoreTraits {
  readonly version: OlderVersionTraits;
}

/** The present version comes after the older one, looks, writes, and comes back twice. The second life is the one that is cut short. */
export function takenOver(
  { version: { name } }: KnownOlder,
  operations: readonly Operation[],
  present: StoreTraits,
): UpgradeTrial {
  const [session = 'alpha'] = sessionsLeftBy(operations);
  const writes = [...writesTo(session, 'taken-over', present), ...acknowledgement(present)];
  const afterwards = [
    ...sessionsLeftBy(operations).flatMap((one) => writesTo(one, 'after', present)),
    ...acknowledgement(present),
  ];
  return {
    kind: 'taken-over',
    chapters: [{ version: name, operations }, { operations: writes }, { operations: afterwards }, { operations: [] }],
  };
}

/** The same from what the older version is known to have left. */
export function takenOverFiles({ name, sessions = {} }: OlderVersionTraits, present: StoreTraits): UpgradeTrial {
  const ids = Object.keys(sessions);
  const writes = [...ids.slice(0, 1).flatMap((one) => writesTo(one, 'taken-over', present)), ...acknowledgement(present)];
  const afterwards = [...ids.flatMap((one) => writesTo(one, 'after', present)), ...acknowledgement(present)];
  return {
    kind: 'taken-over',
    chapters: [{ version: name, operations: [] }, { operations: writes }, { operations: afterwards }, { operations: [] }],
  };
}

/** The older version comes back to what the present one has written, or taken over. */
export function backAgain(older: KnownOlder, operations: readonly Operation[], present: StoreTraits): UpgradeTrial[] {
  const sessions = sessionsLeftBy(operations);
  const newer = [...sessions.flatMap((one) => writesTo(one, 'newer', present)), ...acknowledgement(present)];
  const old = [...sessions.flatMap((one) => writesTo(one, 'older', older)), ...acknowledgement(older)];
  const { name: version } = older.version;
  const back = [{ version, operations: old }, { operations: [] }];
  return [
    { kind: 'back-again', chapters: [{ version, operations }, { operations: newer }, ...back] },
    { kind: 'back-again', chapters: [{ operations: newer }, ...back] },
  ];
}

/** Opened once, twice, three times after the older version, and only read. */
export function openedAgain({ version: { name } }: KnownOlder, operations: readonly Operation[]): UpgradeTrial {
  const opened = { operations: [] };
  return { kind: 'opened-again', chapters: [{ version: name, operations }, opened, opened, opened] };
}

/** One version at work, and the other one opened on the same directory in between, whichever comes first. */
export function sideBySide(older: KnownOlder, operations: readonly Operation[], present: StoreTraits): UpgradeTrial[] {
  const { name: version } = older.version;
  const [session = 'alpha'] = sessionsLeftBy(operations);
  const last = (tag: string, traits: StoreTraits): Operation[] => writesTo(session, tag, traits).slice(-1);
  const byNewer = [...sessionsLeftBy(operations).flatMap((one) => writesTo(one, 'newer', present)), ...acknowledgement(present)];
  const byOlder = [...writesTo(session, 'older', older), ...acknowledgement(older)];
  const after = [{ operations: [] }, { version, operations: [] }];
  return [
    {
      kind: 'side-by-side',
      chapters: [{ version, operations: [...operations, ...last('last', older)], beside: { operations: byNewer } }, ...after],
    },
    {
      kind: 'side-by-side',
      chapters: [{ operations: [...byNewer, ...last('last', present)], beside: { version, operations: byOlder } }, ...after],
    },
  ];
}

/** The files have the version number of a much newer version, are looked at, or written to, and get their own back. */
export function numberTrials(number: VersionNumber, operations: readonly Operation[], present: StoreTraits): UpgradeTrial[] {
  const writes = [
    ...sessionsLeftBy(operations).flatMap((one) => writesTo(one, 'unknowing', present)),
    ...acknowledgement(present),
  ];
  const [unknown, known] = [raised(number), restored(number)];
  return [
    { kind: 'number-read', chapters: [{ operations }, { operations: [], numbers: unknown }, { operations: [], numbers: known }] },
    {
      kind: 'number-written',
      chapters: [{ operations }, { operations: writes, numbers: unknown }, { operations: [], numbers: known }],
    },
  ];
}
