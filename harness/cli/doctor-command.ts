import { existsSync } from 'node:fs';
import { EXIT_CODES } from '../verdict/exit-code.ts';
import { renderFailure } from '../report/failure.ts';
import { Failure } from '../contract/failure.ts';
import { withInterrupt } from './interrupt.ts';
import { CRASHWORTHY_VERSION } from './package-version.ts';
import { runInThread } from './store-thread.ts';
import { resolveTarget } from './target.ts';
import type { Terminal } from './terminal.ts';
import type { WorkerMessage } from './worker-protocol.ts';

/** `crashworthy doctor <target>`: does the adapter load, the store open and round-trip, and what can this machine do? */
export async function doctorCommand(shown: string, terminal: Terminal): Promise<number> {
  const target = resolveTarget(shown);
  const messages: WorkerMessage[] = [];
  const end = await withInterrupt((signal) => runInThread({ do: 'doctor', target }, { signal, onMessage: (message) => void messages.push(message) }));
  terminal.print(machineLines().join('\n'));
  let status: number = EXIT_CODES.conforms;
  for (const message of messages) {
    if (message.type === 'store') {
      const { name, claims } = message;
      terminal.print(`ok    adapter ${name} loads from ${shown}`);
      terminal.print(`      claims ${Object.entries(claims).map(([key, value]) => `${key}: ${value}`).join(', ')}`);
      if (message.package !== undefined) terminal.print(`      package ${message.package.name}@${message.package.version ?? '(version unknown)'}`);
    } else if (message.type === 'preflight') {
      for (const check of message.checks) terminal.print(`${check.ok ? 'ok   ' : 'FAIL '} ${check.what}${check.detail === undefined ? '' : `: ${check.detail}`}`);
      terminal.print(`      operations ${message.operations.join(', ')}`);
      for (const [id, reason] of Object.entries(message.notApplicable)) terminal.print(`      ${id} will not be judged: ${reason}`);
    } else if (message.type === 'finding') {
      terminal.print(`note  ${message.finding.code}: ${message.finding.message}`);
      if (message.finding.level === 'error') status = EXIT_CODES.broken;
      if (message.finding.level === 'harness') status = EXIT_CODES['harness-error'];
    } else if (message.type === 'error') {
      const failure = new Failure(message.code, message.message, { blame: message.blame, ...(message.hint === undefined ? {} : { hint: message.hint }) });
      terminal.print(`FAIL  ${renderFailure(failure, { color: terminal.color })}`);
      status = message.blame === 'harness' ? EXIT_CODES['harness-error'] : EXIT_CODES.usage;
    }
  }
  if (end.how === 'stalled') {
    terminal.print('FAIL  CW_STORE_LOOPS: the store ran for 15 seconds without giving control back.');
    return EXIT_CODES.broken;
  }
  if (end.how === 'aborted') return EXIT_CODES.interrupted;
  if (end.how === 'died') throw end.error;
  return status;
}

function machineLines(): string[] {
  const yes = (there: boolean): string => (there ? 'ok   ' : 'no   ');
  return [
    `      crashworthy ${CRASHWORTHY_VERSION}, Node ${process.version}, ${process.platform} ${process.arch}`,
    `${yes(process.platform !== 'win32')} simulated disk (--host simulated)`,
    `${yes(process.platform !== 'win32')} real processes killed with SIGKILL (--host process)`,
    `${yes(existsSync('/dev/shm'))} a file system in memory for them (/dev/shm)`,
  ];
}
