import { describeRead } from '../../harness/host/describe-state.ts';
import type { ReadResult } from '../../harness/host/snapshot.ts';
import type { ComparedParts } from '../../harness/model/reference.ts';

/** What was read of a session, as the end of a sentence; also where a store keeps values that JSON has no words for. */
export function describeShown(result: ReadResult, parts: ComparedParts): string {
  try {
    return describeRead(result, parts);
  } catch {
    return 'a state with a value in it that is no JSON';
  }
}
