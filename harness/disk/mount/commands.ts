import { Disk } from '../disk.ts';
import type { Effect } from '../effect.ts';
import type { DiskSnapshot } from '../snapshot.ts';
import type { FsEvent } from '../trace.ts';
import type { HeldFacts, Release } from './held.ts';
import type { ImageOptions } from './image.ts';
import type { Plan } from './plan.ts';
import type { LockWait, Serving } from './serving.ts';

/**
 * The disk of a new image: sent whole, or that of another image: as it was when presented, as it was after the first so many events of its
 * trace, or as it is now; then with changes on top.
 */
export type DiskSource =
  | { readonly snapshot: DiskSnapshot }
  | {
      readonly like: number;
      readonly as: 'presented' | 'now' | { readonly events: number };
      readonly effects?: readonly Effect[];
    };

/** What a server can be told to do, each with its result. All of it is plain data. */
export interface Commands {
  present: { arguments: { source: DiskSource; options?: ImageOptions }; result: { image: number; name: string } };
  remove: { arguments: { image: number }; result: { name: string } | undefined };
  /** What is on its disk changes, as if nobody had done it: no call, and no event. Names that the kernel may remember stay as they are. */
  change: { arguments: { image: number; effects: readonly Effect[] }; result: undefined };
  follow: { arguments: { image: number; plan: Plan }; result: undefined };
  /** Its trace, from the event of that index on. */
  events: { arguments: { image: number; from: number }; result: readonly FsEvent[] };
  counts: { arguments: { image: number }; result: { events: number; changes: number } };
  snapshot: { arguments: { image: number }; result: DiskSnapshot };
  /** Of every path's name, kind, mode, bytes and link target, as `Disk.hash`. */
  hash: { arguments: { image: number }; result: string };
  release: { arguments: { held: number; how: Release }; result: undefined };
  /** Answered when every request that was made before has been seen to: it was answered, or it waits and that was told. */
  'catch-up': { arguments: object; result: undefined };
  /** Every call that waits is over, with EINTR. */
  interrupt: { arguments: { image?: number }; result: undefined };
}

export type CommandName = keyof Commands;

export type Command = { [N in CommandName]: { readonly do: N; readonly id: number } & Commands[N]['arguments'] }[CommandName];

/** What the server says without being asked. */
export type ServerNotice =
  | { readonly notice: 'held'; readonly call: HeldFacts }
  | { readonly notice: 'lock-wait'; readonly wait: LockWait };

export type CommandReply = { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: string };

/** Does it at once. @throws Error for an image that is not there */
export function obey(serving: Serving, command: Command): Commands[CommandName]['result'] {
  switch (command.do) {
    case 'present': {
      const { number, name } = serving.images.present(diskOf(serving, command.source), command.options);
      return { image: number, name };
    }
    case 'remove': {
      const removed = serving.remove(command.image);
      return removed === undefined ? undefined : { name: removed.name };
    }
    case 'change':
      for (const effect of command.effects) imageOf(serving, command.image).mount.disk.apply(effect);
      return undefined;
    case 'follow':
      imageOf(serving, command.image).follow(command.plan);
      return undefined;
    case 'events':
      return imageOf(serving, command.image).events.slice(command.from);
    case 'counts': {
      const { events, changes } = imageOf(serving, command.image);
      return { events: events.length, changes };
    }
    case 'snapshot':
      return imageOf(serving, command.image).mount.disk.snapshot();
    case 'hash':
      return imageOf(serving, command.image).mount.disk.hash();
    case 'release':
      serving.release(command.held, command.how);
      return undefined;
    case 'catch-up':
      return undefined;
    case 'interrupt':
      for (const { unique } of serving.held.all(command.image)) serving.release(unique, { does: 'interrupt' });
      return undefined;
  }
}

function imageOf(serving: Serving, number: number) {
  const image = serving.images.find(number);
  if (image === undefined) throw new Error(`no image ${number} is presented`);
  return image;
}

function diskOf(serving: Serving, source: DiskSource): Disk {
  if ('snapshot' in source) return Disk.fromSnapshot(source.snapshot);
  const image = imageOf(serving, source.like);
  const disk = (source.as === 'now' ? image.mount.disk : image.start).clone();
  if (typeof source.as === 'object') {
    for (const { effects } of image.events.slice(0, source.as.events)) for (const effect of effects) disk.apply(effect);
  }
  for (const effect of source.effects ?? []) disk.apply(effect);
  return disk;
}
