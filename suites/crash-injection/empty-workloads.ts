import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { Host } from '../../harness/host/host.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { applyOperation, type ModelState, sameState } from '../../harness/model/reference.ts';
import { SESSIONS } from '../../harness/model/workload.ts';

const [session] = SESSIONS;

/** Writes that have nothing to write, each followed by one that has: a session that is changed in nothing, given an empty record, emptied. */
function emptyWorkloads({ methods, fields, records }: Capabilities, { acknowledgedBy }: ResolvedClaims): Operation[][] {
  const flush: Operation[] = acknowledgedBy === 'flush' ? [{ op: 'flush' }] : [];
  const create: Operation[] = methods.includes('create') ? [{ op: 'create', session, fields: {} }] : [];
  const patch = (given: { [field: string]: string }): Operation => ({ op: 'patch', session, fields: given });
  const append = (turn: number): Operation => ({ op: 'append', session, record: { turn, text: `p${turn} small` } });
  const workloads: Operation[][] = [];
  if (fields) workloads.push([...create, patch({ field1: 'p1 small' }), patch({}), patch({ field2: 'p2 small' })]);
  if (records) workloads.push([...create, append(1), { op: 'append', session, record: {} }, append(2)]);
  if (records && methods.includes('rewrite'))
    workloads.push([...create, append(1), { op: 'rewrite', session, records: [] }, append(2)]);
  return workloads.map((operations) => operations.flatMap((operation) => [operation, ...flush]));
}

/** Those of them that the store does as it should when nothing crashes: what it makes of them otherwise is asked by another suite. */
export async function keptEmptyWorkloads<Image>(
  host: Host<Image>,
  { capabilities, claims }: { readonly capabilities: Capabilities; readonly claims: ResolvedClaims },
): Promise<Operation[][]> {
  const kept: Operation[][] = [];
  for (const operations of emptyWorkloads(capabilities, claims)) {
    if (await isKept(host, operations, capabilities)) kept.push(operations);
  }
  return kept;
}

async function isKept<Image>(host: Host<Image>, operations: readonly Operation[], capabilities: Capabilities): Promise<boolean> {
  const steps = operations.flatMap((operation) => [
    { do: 'operations', operations: [operation] } as const,
    { do: 'snapshot', sessions: [session] } as const,
  ]);
  const { report } = await host.live(await host.emptyImage(), { steps: [...steps, { do: 'close' }] }, { incarnation: 0 });
  if (report.stray !== undefined || report.snapshots.length < operations.length) return false;
  let state: ModelState = null;
  return operations.every((operation, index) => {
    state = applyOperation(state, operation);
    const found = report.snapshots[index]?.read[session];
    return found !== undefined && 'state' in found && sameState(state, found.state, capabilities);
  });
}
