import { describe, expect, test } from 'vitest';
import { SAMPLED } from '../../suites/some-of.test-data.ts';
import { lackingMount } from '../disk/mount/lacking-mount.ts';
import { judge } from './judge.ts';

const lacking = await lackingMount();
const quick = { host: 'mounted', effort: 'quick', out: false, models: ['process-kill'], only: ['CRASH-1', 'IDENT-7'] } as const;

describe.skipIf(SAMPLED || lacking !== undefined)(
  `on a mounted disk${lacking === undefined ? '' : ` (skipped: ${lacking})`}`,
  () => {
    const runs: [string, { bail?: true }][] = [
      [', and what runs when --bail ends the run does not count', { bail: true }],
      ['', {}],
    ];
    test.each(runs)('the report is the same however many jobs there are%s', async (_, options) => {
      const judged = async (jobs: number) => {
        const { times: _, ...report } = await judge('defect:truncate-in-place', { ...quick, ...options, jobs });
        return report;
      };
      const alone = await judged(1);
      const verdicts = alone.requirements.flatMap(({ id, verdict }) => (verdict === 'disabled' ? [] : [`${id} ${verdict}`]));
      expect(verdicts).toEqual(['CRASH-1 fail', options.bail ? 'IDENT-7 not-testable' : 'IDENT-7 pass']);
      expect(await judged(2)).toEqual(alone);
    });
  },
);
