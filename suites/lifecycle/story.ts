import type { SessionRow } from '../../harness/contract/pool.ts';
import { keyText } from '../../harness/model/pool/command.ts';
import type { PoolCall, PoolEvent } from '../../harness/model/pool/event.ts';
import { timeText } from './named.ts';

const MOST_SENTENCES = 60;

/** What was seen of a pool, a sentence a step. */
export function tellPlay(events: readonly PoolEvent[]): string[] {
  const story: string[] = [];
  let atMs = events[0]?.atMs ?? 0;
  for (const event of events) {
    // A day lies between two lives, and means nothing.
    if (event.type === 'open') atMs = event.atMs;
    const sentence = tell(event);
    if (sentence === undefined) continue;
    const passedMs = event.atMs - atMs;
    atMs = event.atMs;
    // A millisecond passes before each step, so that none are at the same time.
    if (passedMs >= 1000) story.push(`${timeText(Math.floor(passedMs / 1000) * 1000)} passed.`);
    story.push(sentence);
  }
  if (story.length <= MOST_SENTENCES) return story;
  return [`(${story.length - MOST_SENTENCES + 1} earlier steps)`, ...story.slice(1 - MOST_SENTENCES)];
}

function tell(event: PoolEvent): string | undefined {
  switch (event.type) {
    case 'opened':
      return event.error === undefined ? 'The pool was opened.' : `The pool did not open: ${event.error}.`;
    case 'call':
      return `${callText(event.call, event.of)} was called.`;
    case 'return':
      return `Call ${event.call} ${event.error === undefined ? `came back${event.status === undefined ? '' : ` as ${event.status}`}` : `failed: ${event.error}`}.`;
    case 'spawn':
      return `The pool asked for agent ${event.spawn} of ${keyText(event)}, ${event.resumeId === undefined ? 'with a new session' : `with session ${event.resumeId}`}.`;
    case 'spawned':
      return `Agent ${event.spawn} was started, with session ${event.sessionId}.`;
    case 'spawn-failed':
      return `Agent ${event.spawn} did not start.`;
    case 'send':
      return `The pool sent prompt ${event.call} to agent ${event.spawn}.`;
    case 'cancel':
      return `The pool interrupted agent ${event.spawn}.`;
    case 'kill':
      return `The pool stopped agent ${event.spawn}.`;
    case 'delta':
      return `Agent ${event.spawn} told a piece of its answer.`;
    case 'terminal':
      return `Agent ${event.spawn} told that the turn was over.`;
    case 'trailing-terminal':
      return `Agent ${event.spawn} told that an interrupted turn was over.`;
    case 'exit':
      return `Agent ${event.spawn} exited by itself.`;
    case 'stall':
      return `Agent ${event.spawn} worked on, and gave no sign of life any more.`;
    case 'written':
      return `The row of ${keyText(event.row)} was written: ${event.row.sessionId}, ${event.row.status}.`;
    case 'delete':
      return `The pool deleted the row of ${keyText(event)}.`;
    case 'worktree':
      return `The worktree of ${event.chat}: ${worktreeText(event.state)}.`;
    case 'remove':
      return `The pool removed the worktree of ${event.chat}.`;
    case 'crash':
      return `The process was killed. ${rowsText(event.rows)}`;
    default:
      return undefined;
  }
}

function callText(call: number, of: PoolCall): string {
  switch (of.op) {
    case 'prompt':
      return `Prompt ${call} of ${keyText(of)}`;
    case 'abort':
      return `Abort of ${keyText(of)} (call ${call})`;
    case 'close':
      return `Close of ${of.chat} (call ${call})`;
    default:
      return `${of.op} (call ${call})`;
  }
}

function worktreeText(state: (PoolEvent & { type: 'worktree' })['state']): string {
  if (state === 'unknown') return 'nothing can be learned of it';
  const { dirty, unpushed, ageMs } = state;
  return `${dirty ? 'dirty' : 'clean'}, ${unpushed ? 'not pushed' : 'pushed'}, ${timeText(ageMs)} old`;
}

function rowsText(rows: readonly SessionRow[]): string {
  if (rows.length === 0) return 'There were no rows.';
  return `The rows: ${rows.map((row) => `${keyText(row)} ${row.sessionId}, ${row.status}`).join('; ')}.`;
}
