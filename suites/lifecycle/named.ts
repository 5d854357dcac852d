import { keyText } from '../../harness/model/pool/command.ts';
import type { AgentState, PromptState } from '../../harness/model/pool/ledger-state.ts';

/** `prompt 3 of a/x`. */
export function promptText({ call, key }: PromptState): string {
  return `prompt ${call} of ${keyText(key)}`;
}

/** `agent 2 (a/x, session s-2)`. */
export function agentText({ spawn, key, sessionId }: AgentState): string {
  return `agent ${spawn} (${keyText(key)}${sessionId === undefined ? '' : `, session ${sessionId}`})`;
}

/** `60 s`, `1 ms`. */
export function timeText(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}
