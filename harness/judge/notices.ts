import type { HostNotices } from '../host/host.ts';
import type { Finding } from '../verdict/report.ts';

/** Worth a note: over a whole run, thousands of lives of a store print as much. */
const MANY_BYTES = 1_000_000;
/** In the few operations before anything crashes: a store that prints this much floods whoever uses it. */
const FLOOD_BYTES = 10_000_000;

/** Whether a store prints too much to be used, judging by what it printed in the round trip. */
export function floods({ printedBytes }: HostNotices): boolean {
  return printedBytes > FLOOD_BYTES;
}

/** What a host noticed, as the report's findings. Sorted, so that equal runs report equally. */
export function noticesAsFindings(
  { outsideWrites, temporaryWrites, alsoWritten, unsimulated, nativeCode, printedBytes }: HostNotices,
  { roundTripped, flooded = false }: { roundTripped: boolean; flooded?: boolean },
): Finding[] {
  const findings: Finding[] = [];
  for (const { api, path } of [...outsideWrites.values()].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    findings.push({
      code: 'CW_OUTSIDE_WRITE',
      level: 'error',
      message: `The store wrote outside its directory: ${api} of ${path}. What is there survives no crash image, so nothing about it was judged.`,
      hint: 'Let the adapter keep everything below `dir`; or, if that place is no part of the sessions, name it in `alsoWrites`.',
    });
  }
  for (const api of [...temporaryWrites].sort()) {
    findings.push({
      code: 'CW_TEMPORARY_WRITE',
      level: 'note',
      message: `The store wrote to the system's temporary directory (${api}). Where that is another file system, a rename from there fails with EXDEV.`,
      hint: 'Keep temporary files beside the files that they replace.',
    });
  }
  for (const path of [...alsoWritten].sort()) {
    findings.push({
      code: 'CW_ALSO_WRITES',
      level: 'note',
      message: `The store wrote to ${path}, as its adapter says that it may. That place is simulated and crashes with the store's directory.`,
      hint: 'What else uses that place on a real system was not there.',
    });
  }
  for (const name of [...unsimulated].sort()) {
    findings.push({
      code: 'CW_UNSIMULATED_CALL',
      level: 'harness',
      message: `The store called ${name}, which the simulated disk does not have.`,
      hint: 'Try --host process, and please report it.',
    });
  }
  for (const name of [...nativeCode].sort()) {
    const message = `The store uses ${name}, which reaches the real disk past the simulated one.`;
    // A store whose sessions came back from the simulated disk does not keep them in native code.
    if (roundTripped)
      findings.push({
        code: 'CW_NATIVE_CODE',
        level: 'note',
        message,
        hint: 'Its sessions are on the simulated disk all the same.',
      });
    else
      findings.push({
        code: 'CW_NATIVE_CODE',
        level: 'harness',
        message,
        hint: 'Judge it with --host mounted, or with --host process where no disk can be mounted.',
      });
  }
  if (flooded) {
    findings.push({
      code: 'CW_STORE_PRINTS',
      level: 'error',
      message: `The store prints without measure: ${printedBytes} bytes during the run, and more than ${FLOOD_BYTES} in its first few operations. They were swallowed.`,
      hint: 'Whoever uses the store has this in the terminal, or in a log file that fills the disk.',
    });
  } else if (printedBytes > MANY_BYTES) {
    findings.push({
      code: 'CW_STORE_PRINTS',
      level: 'note',
      message: `The store printed ${printedBytes} bytes during the run; they were swallowed.`,
    });
  }
  return findings;
}

/** The same, with the modules of Node in use in this thread that reach the disk by themselves. */
export function withNativeModules(notices: HostNotices): HostNotices {
  const { moduleLoadList = [] } = process as unknown as { moduleLoadList?: readonly string[] };
  const inUse = moduleLoadList.includes('NativeModule sqlite') ? ['node:sqlite'] : [];
  return { ...notices, nativeCode: new Set([...notices.nativeCode, ...inUse]) };
}

/** What was noticed in several places. */
export function mergedNotices(all: readonly HostNotices[]): HostNotices {
  return {
    outsideWrites: new Map(all.flatMap(({ outsideWrites }) => [...outsideWrites])),
    temporaryWrites: new Set(all.flatMap(({ temporaryWrites }) => [...temporaryWrites])),
    alsoWritten: new Set(all.flatMap(({ alsoWritten }) => [...alsoWritten])),
    unsimulated: new Set(all.flatMap(({ unsimulated }) => [...unsimulated])),
    nativeCode: new Set(all.flatMap(({ nativeCode }) => [...nativeCode])),
    printedBytes: all.reduce((total, { printedBytes }) => total + printedBytes, 0),
  };
}
