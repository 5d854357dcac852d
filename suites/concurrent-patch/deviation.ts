import type { Problem } from '../../harness/host/problem.ts';
import type { DescribedDeviation } from './described-deviation.ts';

/** A way in which what clients saw is not what one store would have shown them. */
export type Deviation =
  /** No order of the operations on a session explains what they returned. */
  | {
      readonly kind: 'not-linearizable';
      readonly session: string;
      readonly explain: () => DescribedDeviation;
      /** Without what clients read, everything that they wrote, and what is there in the end, has an order. */
      readonly byReadsAlone: () => boolean;
    }
  /** A client's records are not in the order in which it appended them. */
  | { readonly kind: 'out-of-order'; readonly session: string; readonly client: number; readonly found: string }
  /** An operation never came back. */
  | { readonly kind: 'unfinished'; readonly client: number; readonly operation: number; readonly endless: boolean }
  /** One was refused because the clients stepped on each other's files. */
  | { readonly kind: 'collision'; readonly client: number; readonly operation: number; readonly error: string }
  /** The only one who asked for what is there to be taken was refused. */
  | { readonly kind: 'not-taken'; readonly client: number; readonly operation: number; readonly error: string }
  /** A session cannot be read any more. `where`: "a new instance", "instance 1". */
  | { readonly kind: 'unreadable'; readonly session: string; readonly where: string; readonly problem: Problem }
  /** `list` does not agree with `read` when all is at rest. `where`: as above. */
  | { readonly kind: 'listing'; readonly session: string; readonly where: string; readonly listed: boolean }
  /** The store cannot be opened any more. */
  | { readonly kind: 'unopenable'; readonly problem: Problem }
  /** Something was thrown where nobody could catch it. */
  | { readonly kind: 'stray'; readonly problem: Problem }
  /** After `failed` every later operation was refused too, the last with this error. */
  | { readonly kind: 'poisoned'; readonly failed: number; readonly error: string }
  /** The second client could not come to its end wherever the first one was held. */
  | { readonly kind: 'blocked' };
