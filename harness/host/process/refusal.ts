import { Failure } from '../../contract/failure.ts';
import { NamesProgram } from '../stdio/names-program.ts';
import type { ProcessMessage } from './pipe-protocol.ts';

/** What ended a store's process before it could do its work, as a message. */
export function refusalOf(error: unknown): ProcessMessage {
  if (error instanceof Failure) {
    const { code, message, blame, hint } = error;
    const named = error instanceof NamesProgram ? { program: error.program } : {};
    return { type: 'refused', code, message, blame, ...(hint === undefined ? {} : { hint }), ...named };
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { type: 'refused', code: 'CW_INTERNAL', message, blame: 'harness', ...(stack === undefined ? {} : { stack }) };
}
