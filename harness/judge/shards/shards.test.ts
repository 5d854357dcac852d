import { beforeAll, describe, expect, test } from 'vitest';
import { SAMPLED } from '../../../suites/some-of.test-data.ts';
import { lackingMount } from '../../disk/mount/lacking-mount.ts';
import type { Report } from '../../verdict/report.ts';
import { judge } from '../judge.ts';
import { partsOf } from '../parts.ts';
import { REQUIREMENTS } from '../requirements.ts';
import { isOwn } from './deal.ts';
import { mergeShards } from './merge-shards.ts';
import { parseShard } from './shard.ts';

test.each(['1/1', '2/4', '4/4'])('%s is a share', (text) => {
  const [index, of] = text.split('/').map(Number);
  expect(parseShard(text)).toEqual({ index, of });
});

test.each(['0/4', '5/4', '1', '1/0', '-1/2', '1/2/3', 'a/b', ''])('%j is none', (text) => {
  expect(() => parseShard(text)).toThrow(expect.objectContaining({ code: 'CW_USAGE_OPTION_VALUE' }));
});

test.each([1, 2, 3, 4, 20])('of %i shards each part has one, and parts that learn of each other have the same', (of) => {
  const requirements = REQUIREMENTS.map(({ id }) => id);
  const claims = { survives: 'process-kill' } as const;
  const parts = partsOf({ kind: 'store', claims, requirements, models: ['process-kill', 'ext4'] });
  const shards = Array.from({ length: of }, (_, index) => ({ index: index + 1, of }));
  const owners = parts.map((_, index) => shards.filter((shard) => isOwn(index, parts, shard)).map(({ index: number }) => number));
  expect(owners.every((list) => list.length === 1)).toBe(true);
  const ownerOf = (suite: string) => owners[parts.findIndex((part) => part.suite === suite)];
  expect(ownerOf('concurrent-patch')).toEqual(ownerOf('crash-injection'));
  expect(new Set(owners.flat()).size).toBe(Math.min(of, parts.length - 1));
});

describe('the shards of a run', () => {
  const options = {
    effort: 'quick',
    out: false,
    confirmKill: false,
    only: ['CRASH-1', 'PATCH-2', 'TORN-1', 'IDENT-1', 'REPAIR-1'],
  } as const;
  const target = 'defect:truncate-in-place';
  let one: Report;
  let shards: { file: string; report: Report }[];
  beforeAll(async () => {
    one = await judge(target, options);
    shards = [];
    for (const index of [1, 2, 3]) {
      const report = await judge(target, { ...options, shard: { index, of: 3 } });
      // As files have it.
      shards.push({ file: `${index}.json`, report: JSON.parse(JSON.stringify(report)) });
    }
  });

  test('are the report of one run when they are merged, byte for byte but for the times, in whatever order', () => {
    const merged = mergeShards([...shards].reverse());
    expect(JSON.stringify({ ...merged, times: one.times })).toBe(JSON.stringify(one));
    expect(one.requirements.filter(({ verdict }) => verdict === 'fail').length).toBeGreaterThan(2);
  });

  test('each judges what is its own', () => {
    const judged = shards.map(({ report }) => report.requirements.filter(({ checked }) => checked > 0).map(({ id }) => id));
    expect(judged.flat().sort()).toEqual([...new Set(judged.flat())].sort());
    expect(shards[1]?.report.requirements.find(({ id }) => id === 'CRASH-1')).toMatchObject({
      verdict: 'disabled',
      reason: 'judged by another shard',
    });
  });

  test('that do not belong together, or are not all there, are refused', () => {
    const [first, second, third] = shards as [(typeof shards)[0], (typeof shards)[0], (typeof shards)[0]];
    const changed = (changes: object) => [first, second, { file: 'x.json', report: { ...third.report, ...changes } as Report }];
    const refused = (list: typeof shards, message: RegExp) =>
      expect(() => mergeShards(list)).toThrow(
        expect.objectContaining({ code: 'CW_SHARDS', message: expect.stringMatching(message) }),
      );
    refused([first, second], /missing: 3/);
    refused([first, second, second], /2\/3 is there twice; the second time in 2\.json/);
    refused([], /no reports/);
    const { shard } = third.report as { shard: { ran: unknown[] } };
    refused(changed({ shard: { ...shard, ran: shard.ran.slice(1) } }), /parts of the run \d+ are there/);
    refused(changed({ seed: 2 }), /x\.json does not belong to 1\.json: its seed is 2, not 1/);
    refused(changed({ crashworthy: '0.0.9' }), /written by crashworthy 0\.0\.9/);
    refused(changed({ store: { ...third.report.store, name: 'other' } }), /its store/);
    refused([{ file: 'one.json', report: one }], /one\.json is the report of a whole run/);
  });
});

const lacking = await lackingMount();

test.skipIf(SAMPLED || lacking !== undefined)(
  'on a mounted disk they are the report of one run too',
  { timeout: 600_000 },
  async () => {
    // What is left then holds no times and no numbers of processes, which are real there.
    const options = { host: 'mounted', effort: 'quick', out: false, only: ['REPAIR-1', 'IDENT-8'] } as const;
    const target = 'defect:fork-by-reference';
    const one = await judge(target, options);
    const shards: { file: string; report: Report }[] = [];
    for (const index of [1, 2]) {
      const report = await judge(target, { ...options, shard: { index, of: 2 } });
      shards.push({ file: `${index}.json`, report: JSON.parse(JSON.stringify(report)) });
    }
    const merged = mergeShards(shards);
    expect(JSON.stringify({ ...merged, times: one.times })).toBe(JSON.stringify(one));
    expect(one.requirements.some(({ verdict }) => verdict === 'fail')).toBe(true);
  },
);

test('on a server there are none', async () => {
  await expect(judge('json-file', { host: 'server', shard: { index: 1, of: 2 } })).rejects.toMatchObject({
    code: 'CW_SHARD_HOST',
  });
});
