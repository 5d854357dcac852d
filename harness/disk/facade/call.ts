import type { Call, Style } from './drive.ts';
import type { MountState } from './mount.ts';

/** Enough to reach the store's own code through a layer or two of libraries. */
const STACK_FRAMES_MAX = 25;

/** A call that a patched function has received. `boundary` is that function: the stack, if the mount wants one, begins above it. */
export function beginCall(mount: MountState, style: Style, api: string, boundary: CallableFunction): Call {
  return { mount, style, api, stack: mount.stacks ? stackAbove(boundary) : undefined };
}

/** `Error.stack` without its first line, from the caller of `boundary` outwards. */
export function stackAbove(boundary: CallableFunction): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = STACK_FRAMES_MAX;
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, boundary);
  Error.stackTraceLimit = limit;
  const stack = holder.stack ?? '';
  return stack.slice(stack.indexOf('\n') + 1);
}
