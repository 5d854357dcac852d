/** What inotify tells of a change; what is told of whatever is watched itself, and what of an entry of a watched directory. */
export type WatchEvent =
  | 'created'
  | 'removed'
  | 'moved-from'
  | 'moved-to'
  | 'modified'
  | 'attributes'
  | 'moved'
  | 'deleted'
  | 'ignored';

export interface Notice {
  /** As `watch` of the kernel gave it. */
  readonly watch: number;
  readonly event: WatchEvent;
  /** The entry of a watched directory that it is about; absent: what is watched itself. */
  readonly name?: string;
  /** It is about a directory. */
  readonly directory?: true;
}

/** What has happened to what a process watches, and was not asked for yet. */
export interface Notices {
  /** Called when there is something, where there was nothing. */
  onArrival: (() => void) | undefined;
  readonly isEmpty: boolean;
  /** In order; then there is nothing. */
  take(): readonly Notice[];
}

/** The notices of one process, in order; one that is like the last one of those that wait is not told again, inotify(7). */
export class NoticeQueue implements Notices {
  onArrival: (() => void) | undefined;
  #waiting: Notice[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  take(): readonly Notice[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  add(notice: Notice): void {
    const last = this.#waiting.at(-1);
    if (last !== undefined && last.watch === notice.watch && last.event === notice.event && last.name === notice.name) return;
    this.#waiting.push(notice);
    if (last === undefined) this.onArrival?.();
  }
}

/** As `fs.watch` names it: libuv knows two kinds, and takes whatever is about a directory for the second one. */
export function eventTypeOf({ event, directory }: Notice): 'change' | 'rename' {
  return (event === 'modified' || event === 'attributes') && directory !== true ? 'change' : 'rename';
}
