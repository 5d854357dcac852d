import type { HostNotices } from '../../host/host.ts';
import { siteSeenFrom } from '../in-adapter.ts';
import type { PartRecord } from '../part-record.ts';
import { suiteOf } from '../requirements.ts';
import type { FoundFailure, RunRecord } from '../run-record.ts';
import type { Target } from '../target.ts';
import type { Shard } from './shard.ts';

/** What a host noticed while a part ran, and whether it was flooded before. */
export interface Noticed {
  readonly notices: HostNotices;
  readonly flooded: boolean;
}

/** A part that a shard has run. */
export interface ShardPart extends PartRecord {
  readonly index: number;
  readonly noticed?: Noticed;
  /** Files that were written through mappings while it ran. */
  readonly mapped?: readonly string[];
}

/** What a shard knows, so that all of them together are the run: plain data in the report's `shard`. */
export interface ShardRecord extends Shard {
  /** How many parts the whole run has. */
  readonly parts: number;
  /** Ids of what the run judges. */
  readonly requirements: readonly string[];
  /** Before anything was tried. */
  readonly before: Pick<RunRecord, 'operations' | 'notApplicable' | 'notTestable' | 'findings'> & {
    readonly store: NonNullable<RunRecord['store']>;
  };
  readonly ran: readonly ShardPart[];
}

/** What is known of a run, which may be a share of one. */
export interface ShardedRecord extends RunRecord {
  shard?: ShardRecord | undefined;
}

/** Maps and sets as JSON. */
export function packed(record: ShardRecord): unknown {
  return JSON.parse(
    JSON.stringify(record, (_, value: unknown) => {
      if (value instanceof Map) return { $map: [...value] };
      return value instanceof Set ? { $set: [...value] } : value;
    }),
  );
}

/** What `packed` gave, as it was. */
export function unpacked(value: unknown): ShardRecord {
  return JSON.parse(JSON.stringify(value), (_, one: unknown) => {
    if (typeof one !== 'object' || one === null) return one;
    if ('$map' in one) return new Map(one.$map as [unknown, unknown][]);
    return '$set' in one ? new Set(one.$set as unknown[]) : one;
  }) as ShardRecord;
}

/** Lines of code as this machine sees them: where shards are merged the adapter's file may be elsewhere. */
export function withSites(target: Target, part: ShardPart): ShardPart {
  const seen = ({ requirement, core, replay, ...rest }: FoundFailure): FoundFailure => ({
    requirement,
    core: suiteOf(core).withSites?.(core, (site) => siteSeenFrom(target, site)) ?? core,
    ...(replay === undefined
      ? {}
      : {
          replay: { ...replay, ...(replay.callSite === undefined ? {} : { callSite: siteSeenFrom(target, replay.callSite) }) },
        }),
    ...rest,
  });
  return { ...part, failures: part.failures.map(seen) };
}
