import { Failure } from '../../contract/failure.ts';
import type { ProgramCommand } from './program.ts';

/** CW_STDIO_HOST: what was to be judged is a program, and programs do not run there. */
export class NamesProgram extends Failure {
  readonly program: ProgramCommand;

  constructor(message: string, program: ProgramCommand) {
    super('CW_STDIO_HOST', message, { hint: 'Leave --host out, or choose --host mounted or --host process.' });
    this.program = program;
  }
}
