import type { Args } from '../arguments.ts';
import type { Call } from '../drive.ts';
import type { Environment } from '../environment.ts';
import type { Program } from '../primitive.ts';

/**
 * What the first argument (of `paths`: the first two) says about where the call goes. `entry`: the second argument, the first being a
 * mere string (symlink); `file`: a path, a descriptor or a `FileHandle`.
 */
export type Subject = 'path' | 'paths' | 'entry' | 'descriptor' | 'file';

/** One function of `node:fs`, in all its styles. */
export interface Operation {
  readonly subject: Subject;
  /** Whether the call changes what is stored, for calls that go to the real disk. */
  readonly changes: boolean | ((args: Args) => boolean);
  /**
   * Checks the arguments and returns the program to drive. Paths among `args` are strings already, descriptors numbers; the callback
   * is not among them. Throws `InvalidArguments` where Node refuses them.
   */
  run(call: Call, args: Args, environment: Environment): Program<unknown>;
}
