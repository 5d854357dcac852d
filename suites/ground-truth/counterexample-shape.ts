import {
  ANSWERS,
  LISTED_AS,
  LOCK_NAMES,
  LOCK_OWNERS,
  PROCESS_STATES,
  REGISTRY_SESSIONS,
  REGISTRY_SOURCES,
  type RegistryOperation,
  STARTED_AT,
} from '../../harness/model/registry/operation.ts';
import { array, boolean, integer, object, oneOf, type Shape } from '../../harness/verdict/shape.ts';

/** Every key that an operation may have. Which of them go together the operation's name says. */
interface AnyOperation {
  readonly op: RegistryOperation['op'];
  readonly session?: (typeof REGISTRY_SESSIONS)[number];
  readonly source?: (typeof REGISTRY_SOURCES)[number];
  readonly pid?: 'known' | 'unknown';
  readonly startedAt?: (typeof STARTED_AT)[number];
  readonly as?: (typeof LISTED_AS)[number];
  readonly how?: (typeof ANSWERS)[number];
  readonly becomes?: (typeof PROCESS_STATES)[number];
  readonly told?: boolean;
  readonly ms?: number;
  readonly name?: (typeof LOCK_NAMES)[number];
  readonly owner?: (typeof LOCK_OWNERS)[number];
  readonly changes?: number;
  readonly count?: number;
}

const OPERATIONS = [
  'launch',
  'lists',
  'answers',
  'process',
  'wrapper-ends',
  'pass',
  'status',
  'list',
  'sweep',
  'stored',
  'lock',
  'unlock',
  'locks',
  'owner',
  'kill',
  'rounds',
] as const;

const operation: Shape<AnyOperation> = object<AnyOperation>(
  { op: oneOf(...OPERATIONS) },
  {
    session: oneOf(...REGISTRY_SESSIONS),
    source: oneOf(...REGISTRY_SOURCES),
    pid: oneOf('known', 'unknown'),
    startedAt: oneOf(...STARTED_AT),
    as: oneOf(...LISTED_AS),
    how: oneOf(...ANSWERS),
    becomes: oneOf(...PROCESS_STATES),
    told: boolean,
    ms: integer(0),
    name: oneOf(...LOCK_NAMES),
    owner: oneOf(...LOCK_OWNERS),
    changes: integer(0),
    count: integer(1),
  },
);

/** What a counterexample of this suite has beside what all have. */
export const truthShape = object<{ readonly operations: AnyOperation[] }>({ operations: array(operation) }, {});
