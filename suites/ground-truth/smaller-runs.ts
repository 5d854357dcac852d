import { PAST_GRACE_MS, type RegistryOperation } from '../../harness/model/registry/operation.ts';

/** Runs that are simpler than this one, the simplest first: without what came last, without some, with plainer ones in their place. */
export function* smallerRuns(operations: readonly RegistryOperation[]): Generator<RegistryOperation[]> {
  const { length } = operations;
  for (let size = Math.ceil(length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = length - size; start > -size; start -= size) {
      const from = Math.max(0, start);
      if (size < length) yield operations.filter((_, index) => index < from || index >= start + size);
    }
  }
  for (const [index, operation] of operations.entries()) {
    for (const plainer of plainerThan(operation)) yield operations.with(index, plainer);
  }
  const onlyAlpha = operations.map((operation) =>
    'session' in operation ? { ...operation, session: 'alpha' as const } : operation,
  );
  const sessions = new Set(operations.flatMap((operation) => ('session' in operation ? [operation.session] : [])));
  const onlyFirst = onlyAlpha.map((operation) =>
    operation.op === 'answers' ? { ...operation, source: 'first' as const } : operation,
  );
  if (sessions.size === 1 && !sessions.has('alpha')) yield onlyFirst;
}

function* plainerThan(operation: RegistryOperation): Generator<RegistryOperation> {
  switch (operation.op) {
    case 'launch':
      if (operation.startedAt !== 'now') yield { ...operation, startedAt: 'now' };
      return;
    case 'answers':
      if (operation.how !== 'throws' && operation.how !== 'lists') yield { ...operation, how: 'throws' };
      return;
    case 'process':
      if (operation.becomes !== 'dead' && operation.becomes !== 'alive') yield { ...operation, becomes: 'dead' };
      return;
    case 'pass':
      if (operation.ms > PAST_GRACE_MS) yield { ...operation, ms: PAST_GRACE_MS };
      return;
    case 'list':
      yield { op: 'status', session: 'alpha' };
      return;
    case 'rounds':
      if (operation.count > 16) yield { ...operation, count: 16 };
      return;
    case 'kill':
      if (operation.changes !== undefined) {
        yield { op: 'kill' };
        if (operation.changes > 0) yield { op: 'kill', changes: operation.changes - 1 };
      }
      return;
    default:
      return;
  }
}
