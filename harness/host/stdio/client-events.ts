import type { Failure } from '../../contract/failure.ts';
import type { ErrorAnswer } from './program-error.ts';

/** What happens in a program beside its answers. Each is told at most once after it was over, and in the order in which it came. */
export interface ClientEvents {
  /** An error that the store tells its user in the background. */
  onError?(told: { readonly instance: string; readonly session?: string; readonly error: ErrorAnswer }): void;
  /** Something was thrown in it where nobody could catch it. */
  onUnhandled?(error: ErrorAnswer): void;
  /** It does not keep to the protocol, or was killed by somebody else. It is over; told before the requests in flight are rejected. */
  onBroken?(failure: Failure): void;
  /** It ended by itself. @param how a sentence, with the end of its log. */
  onEnded?(how: string): void;
}
