import { Failure } from '../../contract/failure.ts';
import type { Report } from '../../verdict/report.ts';
import { composeReport } from '../compose-report.ts';
import { resolveJudgeOptions } from '../judge-options.ts';
import { mappedReason } from '../mapped-reason.ts';
import { noticed } from '../noticed.ts';
import { CRASHWORTHY_VERSION } from '../package-version.ts';
import { joinParts, partsThatCount } from '../part-record.ts';
import { emptyRecord, type RunRecord } from '../run-record.ts';
import { type ShardRecord, unpacked } from './shard-record.ts';

/** The report of a shard, and the file that it was read from. */
export interface ShardReport {
  readonly file: string;
  readonly report: Report;
}

/** What all shards of a run have in common. */
const COMMON = [
  'crashworthy',
  'specification',
  'host',
  'models',
  'effort',
  'seed',
  'level',
  'node',
  'platform',
  'allowNotTestable',
] as const;

/**
 * The report of a run whose shards these are: what one run would have reported, but for the times. A baseline is not applied.
 *
 * @throws {Failure} CW_SHARDS: they do not belong together, or are not all there; another version of crashworthy wrote them.
 */
export function mergeShards(reports: readonly ShardReport[]): Report {
  const shards = reports.map(({ file, report }) => ({ file, report, shard: shardOf(file, report) }));
  const [first, ...others] = shards;
  if (first === undefined) throw new Failure('CW_SHARDS', 'There are no reports to merge.');
  for (const other of others) refuseStranger(first, other);
  refuseGaps(shards.map(({ file, shard }) => ({ file, shard })));
  const parts = shards.flatMap(({ shard }) => shard.ran).sort((a, b) => a.index - b.index);
  if (parts.length !== first.shard.parts) {
    throw new Failure(
      'CW_SHARDS',
      `Of ${first.shard.parts} parts of the run ${parts.length} are there: a report was changed or cut.`,
    );
  }
  const record: RunRecord = { ...emptyRecord(), ...structuredClone(first.shard.before) };
  const counting = partsThatCount(parts);
  joinParts(counting, record, noticed(counting));
  const untried = mappedReason(counting.flatMap(({ mapped = [] }) => mapped));
  if (untried !== undefined) record.powerLossUntried = untried;
  const { report } = first;
  const { host, models, effort, seed, level, allowNotTestable } = report;
  const resolved = resolveJudgeOptions({ host, effort, seed, level, allowNotTestable });
  const options = { ...resolved, models, requirements: first.shard.requirements };
  const times = {
    startedAt: shards.map((one) => one.report.times.startedAt).sort()[0] ?? report.times.startedAt,
    durationMs: Math.max(...shards.map((one) => one.report.times.durationMs)),
  };
  // Its lines of code were seen where the store was.
  return composeReport({ shown: report.store.target, url: 'shard:', stdio: [] }, record, options, times);
}

function shardOf(file: string, { shard, crashworthy }: Report): ShardRecord {
  if (crashworthy !== CRASHWORTHY_VERSION) {
    throw new Failure('CW_SHARDS', `${file} was written by crashworthy ${crashworthy}; this is ${CRASHWORTHY_VERSION}.`, {
      hint: 'Merge with the version that judged.',
    });
  }
  if (shard !== undefined) return unpacked(shard);
  throw new Failure('CW_SHARDS', `${file} is the report of a whole run, and no shard's.`, {
    hint: 'crashworthy TARGET --shard=1/2 -r json=FILE writes one of a shard.',
  });
}

interface Read {
  readonly file: string;
  readonly report: Report;
  readonly shard: ShardRecord;
}

function refuseStranger(first: Read, other: Read): void {
  const differs = (what: string, one: unknown, two: unknown): void => {
    if (JSON.stringify(one) === JSON.stringify(two)) return;
    throw new Failure(
      'CW_SHARDS',
      `${other.file} does not belong to ${first.file}: its ${what} is ${JSON.stringify(two)}, not ${JSON.stringify(one)}.`,
      { hint: 'Merge what one matrix has written, with equal options.' },
    );
  };
  for (const key of COMMON) differs(key, first.report[key], other.report[key]);
  differs('store', first.report.store, other.report.store);
  differs('number of shards', first.shard.of, other.shard.of);
  differs('requirements', first.shard.requirements, other.shard.requirements);
}

function refuseGaps(shards: readonly { readonly file: string; readonly shard: ShardRecord }[]): void {
  const of = shards[0]?.shard.of ?? 0;
  const twice = shards.find(({ shard }, index) => shards.findIndex((one) => one.shard.index === shard.index) < index);
  if (twice !== undefined) {
    throw new Failure('CW_SHARDS', `Shard ${twice.shard.index}/${of} is there twice; the second time in ${twice.file}.`, {
      hint: 'Give each shard’s report a name of its own: equal names overwrite each other.',
    });
  }
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter(
    (index) => !shards.some(({ shard }) => shard.index === index),
  );
  if (missing.length > 0) throw new Failure('CW_SHARDS', `Of ${of} shards these are missing: ${missing.join(', ')}.`);
}
