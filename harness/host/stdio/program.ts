import type { Readable, Writable } from 'node:stream';

/** A program that speaks protocol 1, and how to start it. */
export interface ProgramCommand {
  /** The program and its arguments; no shell is asked. */
  readonly argv: readonly string[];
  /** Its working directory; absent: that of whoever starts it. */
  readonly cwd?: string;
  /** Added to the environment of whoever starts it. */
  readonly env?: { readonly [name: string]: string };
}

/** How a program ended: by itself, or by a signal. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that was started. Where it could not be, `ended` rejects with the reason that the system gives. */
export interface RunningProgram {
  readonly pid: number | undefined;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Of the program itself: what it has started may go on. */
  readonly ended: Promise<ProgramEnd>;
  /** SIGKILL to it and to whatever it has started, as far as that can be found. Does nothing where nothing is left. */
  killAll(): void;
}

/** Starts a program: on the real disk, or wherever else the caller has one. */
export type Spawner = (command: ProgramCommand) => RunningProgram;

/** `exit code 1`, `SIGKILL`. */
export function endText({ code, signal }: ProgramEnd): string {
  return signal ?? `exit code ${code ?? 'unknown'}`;
}
