import { Errno } from './kernel.ts';

/** The code that a call is refused with; `none` if it is not. */
export function codeOf(perform: () => unknown): string {
  try {
    perform();
  } catch (error) {
    if (error instanceof Errno) return error.code;
    throw error;
  }
  return 'none';
}
