import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { SAMPLED, someOf } from '../../suites/some-of.test-data.ts';
import { lackingMount } from '../disk/mount/lacking-mount.ts';
import { judge } from './judge.ts';

const lacking = await lackingMount();
const options = { host: 'mounted', effort: 'quick', out: false } as const;
const LONGEST_MS = 300_000;

describe.skipIf(lacking !== undefined)(`on a mounted disk${lacking === undefined ? '' : ` (skipped: ${lacking})`}`, () => {
  test('a store that truncates in place loses sessions to a real SIGKILL', { timeout: LONGEST_MS }, async () => {
    const report = await judge('defect:truncate-in-place', {
      ...options,
      models: ['process-kill'],
      only: ['CRASH-1'],
      bail: true,
    });
    expect(report.requirements.find(({ id }) => id === 'CRASH-1')).toMatchObject({
      verdict: 'fail',
      counterexample: {
        host: 'mounted',
        crash: { changes: 3 },
        confirmations: [{ how: 'process-kill', result: 'confirmed' }],
      },
    });
  });

  test.skipIf(SAMPLED)(
    'what is written through a mapping alone, unseen, is not taken for a repair that comes and goes',
    {
      timeout: LONGEST_MS,
    },
    async () => {
      const store = fileURLToPath(new URL('./test-data/mapped_store.py', import.meta.url));
      const report = await judge(`stdio:python3 '${store}'`, { ...options, only: ['REPAIR-6'] });
      expect(report.requirements.find(({ id }) => id === 'REPAIR-6')).toMatchObject({ verdict: 'pass' });
    },
  );

  test('the umask of who judges changes nothing', { timeout: LONGEST_MS }, async () => {
    const before = process.umask(0o077);
    try {
      const options = { host: 'mounted', effort: 'quick', out: false, only: ['KEEP-1'] } as const;
      const { requirements } = await judge('defect:chmod-after-rename', options);
      expect(requirements.find(({ id }) => id === 'KEEP-1')).toMatchObject({ verdict: 'fail' });
    } finally {
      process.umask(before);
    }
  });

  test('a store that renames what it has not synced loses it with the power', { timeout: LONGEST_MS }, async () => {
    const report = await judge('defect:rename-without-fsync', { ...options, models: ['posix'], only: ['CRASH-8'], bail: true });
    expect(report.requirements.find(({ id }) => id === 'CRASH-8')).toMatchObject({
      verdict: 'fail',
      counterexample: { confirmations: [{ how: 'real-processes', result: 'confirmed' }] },
    });
  });

  // Programs over stdio are other programs too: a sample of them is judged on mounted disks elsewhere.
  test.skipIf(SAMPLED)('what another program does, which nobody sees elsewhere, is judged', { timeout: LONGEST_MS }, async () => {
    const target = 'harness/judge/test-data/shell-writes.adapter.mjs';
    const report = await judge(target, { ...options, models: ['process-kill'], only: ['CRASH-3', 'PATCH-7'] });
    expect(report.findings.map(({ code }) => code)).not.toContain('CW_CHANGES_UNSEEN');
    expect(report.requirements.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id)).toEqual(['CRASH-3', 'PATCH-7']);
  });

  test.each(
    someOf([
      ['truncate-in-place', 'TORN-1', { schedule: { reader: 'other-process' } }],
      [
        'queue-in-one-process',
        'PATCH-4',
        { turns: [{ client: 'client-1', steps: expect.any(Number) }, { client: 'client-2' }, { client: 'client-1' }] },
      ],
    ] as const),
  )('a store that %s fails %s, and does so again between new processes', { timeout: LONGEST_MS }, async (name, id, core) => {
    const report = await judge(`defect:${name}`, { ...options, only: [id], bail: true });
    expect(report.requirements.find((one) => one.id === id)).toMatchObject({
      verdict: 'fail',
      counterexample: { ...core, host: 'mounted', confirmations: [{ how: 'real-processes', result: 'confirmed' }] },
    });
  });

  test.skipIf(SAMPLED)(
    'a store for several processes, with a lock file, conforms where one writes and the other one reads',
    {
      timeout: LONGEST_MS,
    },
    async () => {
      const report = await judge('fixtures/controls/processes.ts', { ...options, only: ['PATCH-12'] });
      expect(report).toMatchObject({ verdict: 'conforms', findings: [] });
    },
  );

  test.skipIf(SAMPLED)(
    'of a program that waits for a directory, which the kernel keeps from it while another one is held there, nothing is taken for a run that does not end',
    {
      timeout: 60_000,
    },
    async () => {
      const report = await judge('harness/judge/test-data/my-store-py.adapter.mjs', { ...options, only: ['PATCH-6'] });
      expect(report.findings).toEqual([]);
      expect(report.requirements.find(({ id }) => id === 'PATCH-6')).toMatchObject({ verdict: 'pass' });
    },
  );

  describe.runIf(isBuiltin('node:sqlite'))('SQLite', () => {
    test('without syncs loses what it acknowledged when power is lost', { timeout: LONGEST_MS }, async () => {
      const target = 'harness/judge/test-data/sqlite-not-synchronous.adapter.mjs';
      const report = await judge(target, { ...options, models: ['posix'], only: ['CRASH-8'], bail: true });
      expect(report.requirements.find(({ id }) => id === 'CRASH-8')).toMatchObject({ verdict: 'fail' });
    });

    test('with its journal in memory is broken by a kill', { timeout: LONGEST_MS }, async () => {
      const target = 'harness/judge/test-data/sqlite-journal-in-memory.adapter.mjs';
      const report = await judge(target, { ...options, models: ['process-kill'], only: ['crash-injection'], bail: true });
      expect(report.verdict).toBe('broken');
      const failed = report.requirements.find(({ verdict }) => verdict === 'fail');
      expect(failed?.counterexample).toMatchObject({ confirmations: [{ how: 'process-kill', result: 'confirmed' }] });
    });
  });
});
