import { describeJson, describeState } from '../../harness/host/describe-state.ts';
import { checkLinearizability, type HistoryOperation } from '../../harness/model/linearizability/check.ts';
import { explain } from '../../harness/model/linearizability/explain.ts';
import type { PureModel } from '../../harness/model/linearizability/pure-model.ts';
import { SETUP, type StoreOperation } from '../../harness/model/program.ts';
import { applyOperation, type ComparedParts, type ModelState, sameState } from '../../harness/model/reference.ts';
import type { SessionOutput } from '../../harness/model/session-model.ts';
import { expand } from '../../harness/model/text.ts';
import type { SessionHistory, ToldInput } from './client-history.ts';
import type { DescribedDeviation } from './described-deviation.ts';

/** Why a history is not linearizable, for people. Costs many searches of smaller histories: only for what is shown. */
export function explainHistory(
  model: PureModel<ModelState, ToldInput, SessionOutput>,
  session: string,
  history: SessionHistory,
  parts: ComparedParts,
): Required<DescribedDeviation> {
  const result = checkLinearizability(model, history);
  if (result.verdict !== 'violation') throw new Error('there is nothing to explain');
  const { violation } = result;
  const plain = inTurn(history, violation.stuckAt, parts);
  if (plain !== undefined) return plain;
  const describe = (operation: HistoryOperation<ToldInput, SessionOutput>) => describeCall(operation, parts);
  const { story: why, spoiler } = explain(model, violation, { describe, describeState: (state) => describeState(state, parts) });
  return {
    why,
    expected: `Some order of the operations on session ${session}, each at a moment between its call and its return, explains what they returned.`,
    observed: found(violation.stuckAt, spoiler, describe),
  };
}

/** Where nothing happened at the same time there is one order, and what it leads to can be set beside what was read. */
function inTurn(history: SessionHistory, stuckAt: Call, parts: ComparedParts): Required<DescribedDeviation> | undefined {
  const shown = stuckAt.input.state;
  if (shown === undefined) return undefined;
  const calls = [...history].sort((a, b) => a.call - b.call);
  const before = calls.slice(0, calls.indexOf(stuckAt));
  let state: ModelState = null;
  for (const [index, { input, return: back }] of before.entries()) {
    if (back === undefined || back > (calls[index + 1]?.call ?? 0)) return undefined;
    const { operation } = input;
    if (operation.op === 'consume') return undefined;
    if (operation.op !== 'read') state = applyOperation(state, operation);
  }
  if (before.length === 0 || sameState(state, shown, parts)) return undefined;
  const [expected, found] = [describeState(state, parts), describeState(shown, parts)];
  const { operation, client } = stuckAt.input;
  const who = describeCall({ ...stuckAt, input: { operation, client } }, parts);
  return {
    expected: `Session ${'session' in operation ? operation.session : ''} is ${expected}.`,
    observed: `${who.charAt(0).toUpperCase()}${who.slice(1)} showed ${found}.`,
    why: `Each operation began after the one before had returned, so there is one order; it leaves ${expected}, and what was read is ${found}.`,
  };
}

type Call = HistoryOperation<ToldInput, SessionOutput>;

/** What cannot be explained; and if all can be but for one write, that it's as if that one had not been. */
function found(stuckAt: Call, spoiler: Call | undefined, describe: (operation: Call) => string): string {
  const isRead = stuckAt.input.state !== undefined;
  if (!isRead || spoiler === undefined || spoiler === stuckAt) return `No order explains ${describe(stuckAt)}.`;
  return `No order explains ${describe(stuckAt)}: as if ${describe(spoiler)} had never been.`;
}

/** `client 1's patch { x: "x1" }`, `the read of a new instance, which showed ...`. */
function describeCall(
  {
    input: { operation, client, state },
    output,
    return: back,
  }: HistoryOperation<ToldInput, SessionOutput> & { readonly output?: SessionOutput },
  parts: ComparedParts,
): string {
  const what = `${operation.op}${contentOf(operation)}`;
  const who =
    typeof client === 'string'
      ? `the last ${what} through ${client}`
      : client === SETUP
        ? `the first ${what}`
        : `client ${client + 1}'s ${what}`;
  if (back === undefined) return `${who}, which was not acknowledged`;
  if (state !== undefined) return `${who}, which showed ${describeState(state, parts)}`;
  if (typeof output === 'object' && 'won' in output) return `${who}, which ${output.won ? 'won' : 'did not win'}`;
  return who;
}

function contentOf(operation: StoreOperation): string {
  const content =
    operation.op === 'patch' || operation.op === 'create'
      ? operation.fields
      : operation.op === 'append'
        ? operation.record
        : operation.op === 'rewrite' || operation.op === 'appendAll'
          ? operation.records
          : undefined;
  return content === undefined ? '' : ` of ${describeJson(expand(content))}`;
}
