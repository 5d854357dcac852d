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
  // The limit and the format are the store's to set, and it may read its own stack: they are ours for this one capture.
  const { stackTraceLimit, prepareStackTrace } = Error;
  const holder: { stack?: string } = {};
  Error.stackTraceLimit = STACK_FRAMES_MAX;
  Object.assign(Error, { prepareStackTrace: undefined });
  try {
    Error.captureStackTrace(holder, boundary);
    // Formatted when it is first read, so here.
    const stack = holder.stack ?? '';
    return stack.slice(stack.indexOf('\n') + 1);
  } finally {
    Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  }
}
