import type { PoolCommand, PoolProgram } from '../../model/pool/command.ts';
import type { PoolEvent } from '../../model/pool/event.ts';
import type { PoolSubject } from '../../suite/pool-subject.ts';
import type { ScriptLife } from '../script.ts';
import { type LifePlayed, playLife, promptedKeys } from './script-of-play.ts';

/** A program that was played, whole. */
export interface Played<Image> {
  readonly events: readonly PoolEvent[];
  readonly sweeps: boolean;
  /** Its lives: the second one, if the first was killed. */
  readonly lives: readonly ScriptLife<Image, LifePlayed>[];
}

export interface PlayOptions {
  /** The program may be killed somewhere in it later. */
  readonly notes?: boolean;
}

const FIRST = { calls: 0, spawns: 0 } as const;

/** Plays a program on a pool, and if it is killed in it, what follows: every session of it is prompted once more. */
export async function play<Image>(
  { host, adapter }: PoolSubject<Image>,
  { commands, choices, crash }: PoolProgram,
  { notes = crash !== undefined }: PlayOptions = {},
): Promise<Played<Image>> {
  const script = { commands, choices, counted: FIRST, notes };
  const first = await host.run(await host.emptyImage(), (place) => playLife(place, adapter, script), { incarnation: 0 });
  const played = { events: first.value.events, sweeps: first.value.sweeps, lives: [first] };
  return crash === undefined ? played : killed({ host, adapter }, played, commands, crash.changes);
}

/** The same play, killed when so many changes had reached the disk. */
export async function killed<Image>(
  { host, adapter }: Pick<PoolSubject<Image>, 'host' | 'adapter'>,
  { lives, sweeps }: Played<Image>,
  commands: readonly PoolCommand[],
  changes: number,
): Promise<Played<Image>> {
  const [first] = lives;
  if (first === undefined) throw new Error('nothing was played');
  const { image, history } = await first.imageAt({ changes });
  const script = { commands: afterwards(commands), choices: [], counted: first.value.counted, notes: false };
  const second = await host.run(image, (place) => playLife(place, adapter, script), { incarnation: 1 });
  const before = first.value.events.slice(0, history.length);
  const crash: PoolEvent = { type: 'crash', atMs: before.at(-1)?.atMs ?? 0, rows: second.value.rowsFound };
  return { events: [...before, crash, ...second.value.events], sweeps, lives: [first, second] };
}

function afterwards(commands: readonly PoolCommand[]): PoolCommand[] {
  return promptedKeys(commands).flatMap((key): PoolCommand[] => [
    { op: 'prompt', ...key },
    { op: 'terminal', ...key },
  ]);
}
