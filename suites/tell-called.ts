import type { OperationStatus } from '../harness/model/history.ts';
import type { Operation } from '../harness/model/operation.ts';

/**
 * What became of a call, as a sentence.
 *
 * @param call.name such as `patch of "alpha"`.
 * @param call.queued appends are only accepted by their call.
 */
export function tellCalled(
  { op }: Operation,
  status: OperationStatus | undefined,
  call: { readonly name: string; readonly error?: string | undefined; readonly queued?: boolean },
): string {
  const subject = `${call.name.charAt(0).toUpperCase()}${call.name.slice(1)}`;
  if (status === 'acknowledged')
    return `${subject} was ${call.queued === true && op === 'append' ? 'accepted' : 'acknowledged'}.`;
  return status === 'rejected'
    ? `${subject} was refused: ${call.error ?? 'no reason was given'}.`
    : `${subject} never came back.`;
}
