import type { Conditions } from '../../harness/disk/conditions.ts';
import type { DiskFault } from '../../harness/disk/fault.ts';
import type { Host, Life } from '../../harness/host/host.ts';
import type { Keeping } from '../../harness/host/keeping.ts';
import type { LifeStep } from '../../harness/host/life.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { OWNER, type PutLink, prepared } from './prepared.ts';
import type { FailingLook, Trial } from './trial.ts';

/** A host that can say what a disk keeps of files. */
export type KeepingHost<Image> = Host<Image> & { readonly keeping: Keeping<Image> };

/** One life of a trial. */
export interface LivedPart<Image> {
  /** Its operations are those of the trial from this one on. */
  readonly first: number;
  readonly operations: readonly Operation[];
  /** The disk when it began. */
  readonly start: Image;
  /** The link that was put there in front of it. */
  readonly link?: PutLink;
  readonly life: Life<Image>;
}

/** A trial as it went. There are fewer lives than were meant where something could not be prepared. */
export interface LivedTrial<Image> {
  readonly trial: Trial;
  readonly lives: readonly LivedPart<Image>[];
  /** Why the trial cannot be had with this store. */
  readonly unprepared?: string;
}

/** Lives a trial, from an empty directory. Each life begins and ends with a look at all sessions. */
export async function liveTrial<Image>(
  host: KeepingHost<Image>,
  trial: Trial,
  { stacks = false }: { stacks?: boolean } = {},
): Promise<LivedTrial<Image>> {
  const lives: LivedPart<Image>[] = [];
  let image: Image = await host.emptyImage();
  const starts = [0, ...trial.reopenBefore];
  for (const [incarnation, first] of starts.entries()) {
    const ready = prepared(host.keeping, image, { trial, incarnation });
    if ('unprepared' in ready) return { trial, lives, unprepared: ready.unprepared };
    const { start, link } = ready;
    const operations = trial.operations.slice(first, starts[incarnation + 1] ?? trial.operations.length);
    const { failing } = trial;
    const fault = failing === undefined || incarnation !== 1 ? undefined : faultOf(failing);
    const options = { incarnation, stacks, outside: true, fault, conditions: conditionsOf(trial, incarnation) };
    const life = await host.live(start, { steps: stepsOf(trial, operations) }, options);
    lives.push({ first, operations, start, ...(link === undefined ? {} : { link }), life });
    image = life.end;
  }
  return { trial, lives };
}

/** It is not known then whose the file is, and who may read it. */
function faultOf({ primitive, call }: FailingLook): DiskFault {
  return { call, code: 'EIO', manner: 'no-effect', lasts: 1, primitive };
}

const ROOT = { uid: 0, gid: 0 };

/** Whether a trial is the same whoever lives it, and where. */
export function isUnconditional(trial: Trial): boolean {
  return [0, 1].every((incarnation) => Object.keys(conditionsOf(trial, incarnation)).length === 0);
}

function conditionsOf({ kind, given = {} }: Trial, incarnation: number): Conditions {
  switch (kind) {
    case 'umask-077':
      return { umask: 0o077 };
    case 'owner':
      return { user: ROOT };
    case 'attributes':
      return given.uid === undefined && given.gid === undefined ? {} : { user: ROOT };
    case 'temporary-apart':
      // A session is there already: of one that cannot be made nothing can be lost.
      return incarnation === 0 ? {} : { apart: ['tmp'] };
    case 'read-only-directory':
      return { user: OWNER };
    case 'folded-names':
      return { foldsNames: true };
    default:
      return {};
  }
}

function stepsOf({ sessions }: Trial, operations: readonly Operation[]): LifeStep[] {
  const look: LifeStep = { do: 'snapshot', sessions };
  const writes = operations.length === 0 ? [] : [{ do: 'operations', operations, goOn: true } as const, look];
  return [look, ...writes, { do: 'close' }];
}
