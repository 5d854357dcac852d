import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Failure } from '../contract/failure.ts';
import { preflight } from '../host/preflight.ts';
import { checkProtocol } from '../host/stdio/check-protocol.ts';
import type { ProgramCommand } from '../host/stdio/program.ts';
import { spawnInOwnGroup } from '../host/stdio/spawn-program.ts';
import { notJudged } from '../judge/applying.ts';
import { OF_PROGRAM } from '../judge/changes-unseen.ts';
import type { ChildHost } from '../judge/child-host.ts';
import { storeOn } from '../judge/store-on-processes.ts';
import type { Target } from '../judge/target.ts';
import { withMountedHost } from '../judge/with-mounted-host.ts';
import { withProcessHost } from '../judge/with-process-host.ts';
import { renderFailure } from '../report/failure.ts';
import { printable } from '../report/printable.ts';
import { EXIT_CODES } from '../verdict/exit-code.ts';
import { withInterrupt } from './interrupt.ts';
import { machineLines } from './machine-lines.ts';
import type { Terminal } from './terminal.ts';

/** `crashworthy doctor --stdio '...'`: does the program keep to the protocol, does its store open and round-trip, and what would be judged? */
export async function doctorProgram(command: ProgramCommand, target: Target, terminal: Terminal): Promise<number> {
  for (const line of machineLines()) terminal.print(line);
  try {
    const kept = await keepsToProtocol(command, terminal);
    const opens = kept && (await withInterrupt((signal) => roundTrips({ ...target, program: command }, signal, terminal)));
    return opens ? EXIT_CODES.conforms : EXIT_CODES.usage;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.code === 'CW_INTERRUPTED') return EXIT_CODES.interrupted;
    terminal.print(`FAIL  ${renderFailure(error, { color: terminal.color })}`);
    return error.blame === 'harness' ? EXIT_CODES['harness-error'] : EXIT_CODES.usage;
  }
}

interface Check {
  readonly what: string;
  readonly ok: boolean;
  readonly detail?: string;
}

async function keepsToProtocol(command: ProgramCommand, terminal: Terminal): Promise<boolean> {
  const dir = mkdtempSync(path.join(tmpdir(), 'crashworthy-doctor-'));
  let kept = true;
  try {
    for await (const check of checkProtocol(command, { spawn: spawnInOwnGroup, dir })) {
      kept &&= check.ok;
      terminal.print(lineOf(check));
    }
  } finally {
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
  return kept;
}

/** Where `run` judges it: on a mounted disk, if there can be one. */
async function roundTrips(target: Target, signal: AbortSignal, terminal: Terminal): Promise<boolean> {
  try {
    return await withMountedHost(target, signal, (host) => roundTripsOn(host, terminal));
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'CW_NO_MOUNT') throw error;
    terminal.print(`note  ${error.code}: ${error.message}`);
    return withProcessHost(target, signal, (host) => roundTripsOn(host, terminal));
  }
}

async function roundTripsOn(host: ChildHost, terminal: Terminal): Promise<boolean> {
  const { name, claims, overStdio = false } = await host.store();
  const claimed = Object.entries(claims).map(([key, value]) => `${key}: ${value}`);
  terminal.print(`ok    store ${name}\n      claims ${claimed.join(', ')}`);
  const looked = await preflight(host, claims);
  for (const check of looked.checks) terminal.print(lineOf(check));
  if (!looked.ok) throw new Failure(looked.code, `${name}: ${looked.message}`, { hint: looked.hint });
  terminal.print(`      operations ${looked.capabilities.methods.join(', ')}`);
  const lacks = overStdio ? { 'sees-changes': OF_PROGRAM.reason } : {};
  const { notApplicable } = notJudged(storeOn(host, claims, looked.capabilities), lacks);
  for (const [id, reason] of Object.entries(notApplicable)) terminal.print(`      ${id} will not be judged: ${reason}`);
  if (overStdio) terminal.print(`note  ${OF_PROGRAM.finding.code}: ${OF_PROGRAM.finding.message}`);
  return looked.broken === undefined;
}

function lineOf({ what, ok, detail }: Check): string {
  return `${ok ? 'ok   ' : 'FAIL '} ${what}${detail === undefined ? '' : `: ${printable(detail)}`}`;
}
