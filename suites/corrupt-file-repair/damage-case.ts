import type { Json } from '../../harness/contract/session-store.ts';
import type { Damage } from '../../harness/corruption/damage.ts';
import type { FileFormat } from '../../harness/corruption/format.ts';
import type { LifeReport } from '../../harness/host/life.ts';
import type { Snapshot } from '../../harness/host/snapshot.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { Operation } from '../../harness/model/operation.ts';

/** A file that holds data of the damaged session. */
export interface SessionFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly format: FileFormat;
  /** The other session's operations had made or changed it as well. */
  readonly isShared: boolean;
  /** A journal of a database, of which what does not verify is no data. */
  readonly isJournal?: boolean;
}

/** The store as it is while nothing is damaged: what all damaged ones are compared with. */
export interface Undamaged {
  readonly operations: readonly Operation[];
  readonly capabilities: Capabilities;
  /** What it shows when it is opened again. */
  readonly snapshot: Snapshot;
  /** Tags of the payloads that are part of a session's state, by session, in their order. */
  readonly tags: { readonly [session: string]: readonly string[] };
  /** Of the later writes: those that it acknowledges. */
  readonly acknowledged: ReadonlySet<number>;
  /** And of those to the damaged session those that the life after them shows. */
  readonly shownLater: ReadonlySet<number>;
  /** Each opening leaves more files than there were before it. */
  readonly grows: boolean;
}

/** One damage, and what the store made of it. Everything that a check needs, and nothing but data. */
export interface DamageCase {
  readonly damage: Damage;
  readonly undamaged: Undamaged;
  /** The file that was hit; absent where a file was put beside. */
  readonly file?: SessionFile;
  /** Its bytes now; absent where there is no file any more that can be read. */
  readonly damaged?: Buffer;
  /** A crash could have left the file so (it had just these bytes at some time, or its last line is torn): crash-injection judges that, and nobody here. */
  readonly wasSo: boolean;
  /** Whether the file was opened before anything was written; a host that does not see it says yes. */
  readonly wasOpened: boolean;
  /** Opened on it, looked, wrote, closed. */
  readonly first: LifeReport;
  /** Opened after that, and looked. */
  readonly next: LifeReport;
  /** Opened and only looked, once on the damaged disk, or twice one after the other where opening or reading changes the disk. */
  readonly again: readonly LifeReport[];
  /** Where they changed it: how many files there were before, after the first and after the second. */
  readonly filesAgain?: readonly [number, number, number];
  /** The session was said not to exist, so it was created anew: a further life. */
  readonly created?: LifeAndDisk;
  /** What a life with an ordinary letter in that place showed, of a damage that inserts a special one. */
  readonly ordinary?: LifeReport;
  /** Of a flipped bit in a text: the file holds a checksum that does not fit any more. */
  readonly isCheckable?: true;
  /** Where nothing was damaged, and the file's bytes were put aside all the same. */
  readonly aside?: PutAside;
  /** What came of single operations on the damaged session, a life each; only of some damages. */
  readonly tried?: readonly TriedOperation[];
  /** What is found where the store is killed while it opens, reads and writes the damaged session; only of some damages. */
  readonly killed?: readonly KilledLife[];
  /** The files before the store came; and as the writing life left them, if it changed anything. */
  readonly disk: DiskBytes;
  readonly left?: DiskBytes;
}

/** A life that wrote, the one that opened what it left, and what that was. */
export interface LifeAndDisk {
  readonly first: LifeReport;
  readonly next: LifeReport;
  readonly left: DiskBytes;
}

/** A file that is whole, and was treated like a damaged one. */
export interface PutAside {
  /** Where its bytes are now. */
  readonly path: string;
  /** Where those of a damaged one go: a name of the same kind; absent where the name says by itself that the file is damaged. */
  readonly damagedPath?: string;
}

/** One operation on the damaged session: a life that looked and then did it, and the life after that. */
export interface TriedOperation extends LifeAndDisk {
  readonly method: 'touch' | 'create' | 'rewrite' | 'consume';
}

/** A kill after so many changes of the disk, the life after it, and what that left. */
export interface KilledLife {
  readonly changes: number;
  /** Nothing had been written yet: it opened and read. */
  readonly wasLooking: boolean;
  readonly next: LifeReport;
  readonly left: DiskBytes;
}

/** Contents by path, of files alone. */
export type DiskBytes = ReadonlyMap<string, Buffer>;

/** Something that a store showed, as text in which tags can be looked for. */
export function textOfState(state: unknown): string {
  return JSON.stringify(state as Json) ?? '';
}
