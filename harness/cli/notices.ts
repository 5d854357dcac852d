import type { HostNotices } from '../host/host.ts';
import type { Finding } from '../verdict/report.ts';

/** A store that prints this much floods whoever uses it. */
const FLOOD_BYTES = 1_000_000;

/** What a host noticed, as the report's findings. Sorted, so that equal runs report equally. */
export function noticesAsFindings({ outsideWrites, unsimulated, nativeCode, printedBytes }: HostNotices): Finding[] {
  const findings: Finding[] = [];
  for (const { api, path } of [...outsideWrites.values()].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    findings.push({
      code: 'CW_OUTSIDE_WRITE',
      level: 'error',
      message: `The store wrote outside its directory: ${api} of ${path}. What is there survives no crash image, so nothing about it was judged.`,
      hint: 'Let the adapter keep everything below `dir`.',
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
    findings.push({
      code: 'CW_NATIVE_CODE',
      level: 'harness',
      message: `The store loaded native code (${name}), which reaches the real disk past the simulated one.`,
      hint: 'Judge it with --host process.',
    });
  }
  if (printedBytes > FLOOD_BYTES) {
    findings.push({ code: 'CW_STORE_PRINTS', level: 'note', message: `The store printed ${printedBytes} bytes during the run; they were swallowed.` });
  }
  return findings;
}
