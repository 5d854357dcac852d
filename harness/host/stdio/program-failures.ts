import { Failure } from '../../contract/failure.ts';
import { limitText } from '../own-time/time-limits.ts';
import { shortened } from './last-lines.ts';
import { LONGEST_LINE } from './message-lines.ts';
import { endText, type ProgramEnd } from './program.ts';

/** Everything that can be wrong with a program over stdio, as messages. `program` is its command line. */

const PROTOCOL = 'docs/protocol.md says what a program has to do; `crashworthy doctor --stdio` checks it.';

/** @param cause what the system said when it was to be started. */
export function notStarted(program: string, cause: unknown): Failure {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  const why =
    code === 'ENOENT'
      ? 'there is no such command, or no such working directory'
      : code === 'EACCES'
        ? 'it cannot be executed'
        : String(cause);
  return new Failure('CW_STDIO_COMMAND', `The program ${program} could not be started: ${why}.`, {
    cause,
    hint: "No shell is asked: name the program and its arguments, such as --stdio 'python3 my_store.py'.",
  });
}

export function noHello(program: string, log: string): Failure {
  return new Failure(
    'CW_STDIO_NO_HELLO',
    `The program ${program} did not answer hello within ${limitText('start')} of its own time.${logged(log)}`,
    { hint: 'It has to read lines from its standard input, and to flush after each answer.' },
  );
}

export function helloAmiss(program: string, why: string): Failure {
  return new Failure('CW_STDIO_HELLO', `The answer of ${program} to hello is not as it should be: ${why}.`, { hint: PROTOCOL });
}

export function otherVersion(program: string, found: unknown): Failure {
  return new Failure(
    'CW_STDIO_VERSION',
    `The program ${program} speaks version ${shortened(JSON.stringify(found) ?? 'unknown', 40)} of the protocol; expected "cw": 1.`,
    { hint: 'Use a host file and a crashworthy that speak the same version.' },
  );
}

export function noise(program: string, line: string): Failure {
  return new Failure(
    'CW_STDIO_NOISE',
    `The program ${program} wrote a line to its standard output that is no message of the protocol: ${JSON.stringify(shortened(line, 160))}.`,
    { hint: 'The standard output belongs to the protocol. Print to the standard error, and keep libraries from printing.' },
  );
}

export function answerAmiss(program: string, why: string): Failure {
  return new Failure('CW_STDIO_ANSWER', `The program ${program} answered what was not asked: ${why}.`, { hint: PROTOCOL });
}

export function lineTooLong(program: string, beginning: string): Failure {
  return new Failure(
    'CW_STDIO_LINE',
    `The program ${program} wrote a line of more than ${LONGEST_LINE / 1024 / 1024} MiB. It begins with ${JSON.stringify(shortened(beginning, 80))}.`,
    { hint: 'A message is one line, and ends with one line feed.' },
  );
}

/** It has ended before it had said hello. @param torn the beginning of a line that never ended. */
export function endedEarly(program: string, end: ProgramEnd, { log, torn }: { log: string; torn: string }): Failure {
  const half = torn === '' ? '' : ` It had written half a line: ${JSON.stringify(shortened(torn, 80))}.`;
  return new Failure(
    'CW_STDIO_EXITED',
    `The program ${program} ended (${endText(end)}) before it had answered hello.${half}${logged(log)}`,
    { hint: 'It has to answer requests until its standard input ends.' },
  );
}

/** It has ended after many calls, in a process that has done so much that nothing is concluded from that. @param how a sentence. */
export function endedLater(how: string): Failure {
  return new Failure('CW_STDIO_EXITED', `${how.charAt(0).toUpperCase()}${how.slice(1)}.`, {
    hint: 'It has to answer requests until its standard input ends, however many there are.',
  });
}

export function killedByOthers(program: string, end: ProgramEnd, log: string): Failure {
  return new Failure('CW_STDIO_KILLED', `The program ${program} was killed by somebody else (${endText(end)}).${logged(log)}`, {
    blame: 'harness',
    hint: 'Look for what ends processes on this machine: a memory limit, a watchdog.',
  });
}

export function directoryChanged(program: string, from: string, to: string): Failure {
  return new Failure(
    'CW_STDIO_DIRECTORY',
    `The program ${program} changed its working directory from ${from} to ${to}. Every relative path in it means something else since.`,
    { hint: 'Use the absolute path that `open` gives, and leave the working directory alone.' },
  );
}

export function killMissed(program: string, how: string): Failure {
  return new Failure('CW_KILL_MISSED', `The program ${program} was to be killed, but ended by ${how} before.`, {
    blame: 'harness',
  });
}

function logged(log: string): string {
  return log === '' ? '' : ` The last that it wrote to its standard error:\n${log.replaceAll(/^/gm, '    ')}`;
}
