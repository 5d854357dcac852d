import type { Evidence } from './evidence.ts';
import type { ProcessState } from './operation.ts';

/** What can be known of a session, as a clause. */
export function describeEvidence({ source, process, grace }: Evidence): string {
  const told = {
    running: 'its source lists it as running',
    stopped: 'its source lists it as stopped',
    absent: 'its source answers and does not list it',
    failed: 'its source gives no answer in time',
    doubtful: 'its source may seem slow',
  }[source];
  const waits = source === 'absent' && process === 'none' ? GRACE[grace] : '';
  return `${told}${process === 'none' ? waits : `, and ${describeProcess(process)}`}`;
}

const GRACE: { readonly [G in Evidence['grace']]: string } = {
  held: ' yet, within its grace',
  maybe: '',
  over: ', and its grace has long been over',
};

function describeProcess(process: ProcessState): string {
  return {
    alive: 'its process is alive',
    denied: "its process is alive and somebody else's (EPERM)",
    zombie: 'its process is a zombie',
    dead: 'its process is dead',
    reused: 'its pid is now that of a process that started later',
  }[process];
}

/** "running or unknown". */
export function either(words: readonly string[]): string {
  return words.join(' or ');
}
