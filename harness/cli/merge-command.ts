import { readFile } from 'node:fs/promises';
import { Failure } from '../contract/failure.ts';
import { writeCounterexamples } from '../judge/judge.ts';
import { withBaseline } from '../judge/known-failures.ts';
import { mergeShards, type ShardReport } from '../judge/shards/merge-shards.ts';
import { readBaseline } from '../verdict/baseline/baseline-file.ts';
import { exitCodeOf } from '../verdict/exit-code.ts';
import type { MergeCommand } from './arguments.ts';
import { baselineOption, withUpdatedBaseline } from './known-failures.ts';
import { checkReportFiles } from './report-file.ts';
import { writeReports } from './run-command.ts';
import type { Terminal } from './terminal.ts';

/** `crashworthy merge <report>...`: what one run would have reported, in every form. */
export async function mergeCommand(command: MergeCommand, terminal: Terminal): Promise<number> {
  await checkReportFiles(command.reporters);
  const reports: ShardReport[] = [];
  for (const file of command.files) reports.push({ file, report: await read(file) });
  const merged = await writeCounterexamples(mergeShards(reports), command.out);
  const { baseline: file } = baselineOption(command);
  const known = file === undefined ? merged : withBaseline(merged, await readBaseline(file), file);
  const report = await withUpdatedBaseline(known, command);
  await writeReports(command, report, terminal);
  return exitCodeOf(report, command.failOn);
}

/** @throws {Failure} CW_SHARDS: the file cannot be read, or holds no report. */
async function read(file: string): Promise<ShardReport['report']> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new Failure('CW_SHARDS', `${file} is no JSON report: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: 'crashworthy TARGET --shard=1/2 -r json=FILE writes one.',
      cause,
    });
  }
  if (typeof value === 'object' && value !== null && 'crashworthy' in value && 'requirements' in value)
    return value as ShardReport['report'];
  throw new Failure('CW_SHARDS', `${file} is no report of crashworthy.`, {
    hint: 'crashworthy TARGET --shard=1/2 -r json=FILE writes one.',
  });
}
