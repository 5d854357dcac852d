import { Failure } from '../contract/failure.ts';
import { painter } from './color.ts';
import { printable } from './printable.ts';

/**
 * What the user sees when the tool itself stops: the message, its stable code and what to do next, never a stack. Anything but a
 * `Failure` is a bug of ours and is shown with its stack and the code CW_INTERNAL.
 */
export function renderFailure(error: unknown, { color }: { color: boolean }): string {
  const paint = painter(color);
  const lines =
    error instanceof Failure
      ? [`${paint('red', 'error')} ${error.code}`, printable(error.message), ...hintLines(error.hint)]
      : [
          `${paint('red', 'error')} CW_INTERNAL`,
          printable(textOf(error)),
          '',
          'This is a bug in crashworthy, not in the store. Please report it with the lines above.',
        ];
  return `${lines.join('\n')}\n`;
}

function hintLines(hint: string | undefined): string[] {
  return hint === undefined ? [] : [`Hint: ${printable(hint)}`];
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return `A value that is not an Error was thrown: ${shown(error)}`;
  const head = `${error.name}: ${error.message}`;
  const stack = error.stack ?? head;
  // The stack of an error whose message was changed afterwards does not show the new one.
  return stack.includes(error.message) ? stack : `${head}\n${stack}`;
}

function shown(value: unknown): string {
  try {
    return String(value);
  } catch {
    return '[object without a text]';
  }
}
