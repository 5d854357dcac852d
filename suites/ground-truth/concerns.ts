import type { RegistryOperation } from '../../harness/model/registry/operation.ts';

type Concerns = (operations: readonly RegistryOperation[]) => boolean;
type Name = RegistryOperation['op'];

const has =
  (...names: readonly Name[]): Concerns =>
  (operations) =>
    operations.some(({ op }) => names.includes(op));

const hasAll =
  (...parts: readonly Concerns[]): Concerns =>
  (operations) =>
    parts.every((part) => part(operations));

const asks = has('status', 'list');
const isLate: Concerns = (operations) =>
  operations.some((operation) => operation.op === 'answers' && (operation.how === 'late' || operation.how === 'blocks'));
const fails: Concerns = (operations) => operations.some((operation) => operation.op === 'answers' && operation.how !== 'lists');
const launchesTwice: Concerns = (operations) =>
  operations.some(
    (one, index) =>
      one.op === 'launch' &&
      operations.some((other, later) => later > index && other.op === 'launch' && other.session === one.session),
  );

/** Which runs put a requirement to the test, by what it is about. */
export const concerns = {
  status: asks,
  failures: hasAll(asks, fails),
  lateness: hasAll(asks, isLate),
  processes: hasAll(has('process', 'owner'), has('status', 'list', 'lock', 'locks')),
  launched: hasAll(has('launch'), asks),
  wrappers: hasAll(has('wrapper-ends'), asks),
  grace: hasAll(has('launch'), has('pass'), asks),
  stored: has('stored', 'rounds'),
  listings: hasAll(has('lists'), asks),
  locks: has('lock', 'locks'),
  relaunches: launchesTwice,
} as const satisfies { readonly [what: string]: Concerns };
