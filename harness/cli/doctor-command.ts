import type { JudgedPackage } from '../contract/adapter.ts';
import { Failure } from '../contract/failure.ts';
import type { RunRecord } from '../judge/run-record.ts';
import { runInThread, type ThreadEnd } from '../judge/store-thread.ts';
import { NEEDS_SERVER } from '../judge/subjects/served-store.ts';
import { resolveTarget, type Target } from '../judge/target.ts';
import { diedOf, endedInSilence, forged, outOfMemory, stalledBeforeJudging } from '../judge/unfinished-thread.ts';
import type { WorkerMessage } from '../judge/worker-protocol.ts';
import { renderFailure } from '../report/failure.ts';
import { EXIT_CODES } from '../verdict/exit-code.ts';
import type { Finding } from '../verdict/report.ts';
import type { Command } from './arguments.ts';
import { doctorProgram } from './doctor-program.ts';
import { doctorServed } from './doctor-served.ts';
import { withInterrupt } from './interrupt.ts';
import { machineLines } from './machine-lines.ts';
import type { Terminal } from './terminal.ts';

/** `crashworthy doctor <target>`: does the adapter load, the store open and round-trip, and what can this machine do? */
export async function doctorCommand(command: Extract<Command, { command: 'doctor' }>, terminal: Terminal): Promise<number> {
  const { target: shown, services, servicesMayHaveTables } = command;
  const target = resolveTarget(shown);
  if (target.stdio !== undefined) return doctorProgram({ argv: target.stdio }, target, terminal);
  const messages: WorkerMessage[] = [];
  const end = await withInterrupt((signal) =>
    runInThread({ do: 'doctor', target }, { signal, onMessage: (message) => void messages.push(message) }),
  );
  // Only who loads a module knows that it names a program.
  for (const message of messages)
    if (message.type === 'error' && message.program !== undefined) return doctorProgram(message.program, target, terminal);
  terminal.print([...machineLines(), await mountLine()].join('\n'));
  let status: number = EXIT_CODES.conforms;
  for (const message of messages) {
    for (const line of linesOf(message, shown)) terminal.print(line);
    if (message.type === 'finding') status = Math.max(status, STATUS_OF_FINDING[message.finding.level]);
  }
  if (end.how === 'aborted') return EXIT_CODES.interrupted;
  const error = errorOf(end, messages, target);
  if (error === undefined) return status;
  if (error.code === NEEDS_SERVER)
    return doctorServed(target, { given: services, mayHaveTables: servicesMayHaveTables }, terminal);
  const { code, message, hint, blame } = error;
  const failure = new Failure(code, message, { blame, ...(hint === undefined ? {} : { hint }) });
  terminal.print(`FAIL  ${renderFailure(failure, { color: terminal.color })}`);
  return blame === 'harness' ? EXIT_CODES['harness-error'] : EXIT_CODES.usage;
}

const STATUS_OF_FINDING: { readonly [L in Finding['level']]: number } = {
  note: EXIT_CODES.conforms,
  warning: EXIT_CODES.conforms,
  error: EXIT_CODES.broken,
  harness: EXIT_CODES['harness-error'],
};

function linesOf(message: WorkerMessage, shown: string): string[] {
  switch (message.type) {
    case 'store': {
      const { name, claims, package: judged } = message;
      const claimed = Object.entries(claims).map(([key, value]) => `${key}: ${value}`);
      const lines = [`ok    adapter ${name} loads from ${shown}`, `      claims ${claimed.join(', ')}`];
      return judged === undefined ? lines : [...lines, packageLine(judged)];
    }
    case 'preflight':
      return [
        ...message.checks.map(
          ({ ok, what, detail }) => `${ok ? 'ok   ' : 'FAIL '} ${what}${detail === undefined ? '' : `: ${detail}`}`,
        ),
        `      operations ${message.operations.join(', ')}`,
        ...Object.entries(message.notApplicable).map(([id, reason]) => `      ${id} will not be judged: ${reason}`),
      ];
    case 'finding':
      return [`note  ${message.finding.code}: ${message.finding.message}`];
    default:
      return [];
  }
}

function packageLine({ name, version, writtenFor }: JudgedPackage): string {
  const written = writtenFor === undefined ? '' : `; the adapter was written for ${writtenFor}`;
  return `      package ${name}@${version ?? '(version unknown)'}${written}`;
}

/** Why the thread did not come to its proper end, if it did not. */
function errorOf(end: ThreadEnd, messages: readonly WorkerMessage[], target: Target): RunRecord['error'] {
  const told = messages.find((message) => message.type === 'error');
  const name = messages.find((message) => message.type === 'store')?.name;
  if (end.how === 'forged') return forged(name, target);
  if (end.how === 'full') return outOfMemory(name);
  if (told !== undefined) return told;
  if (end.how === 'stalled') return stalledBeforeJudging(target, name, end.forMs);
  if (end.how === 'died') return diedOf(end.error, name);
  return messages.some(({ type }) => type === 'end') ? undefined : endedInSilence(target, name);
}

/** Found out by mounting. */
async function mountLine(): Promise<string> {
  const what = 'a disk mounted for the store (--host mounted)';
  // Loaded here: nothing else of this command mounts anything.
  const { lackingMount } = await import('../disk/mount/lacking-mount.ts');
  const obstacle = await lackingMount();
  return obstacle === undefined ? `ok    ${what}` : `no    ${what}: ${obstacle}`;
}
