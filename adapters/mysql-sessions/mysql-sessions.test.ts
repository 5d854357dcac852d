import { describe, expect, test } from 'vitest';
import { isMysqlInstalled } from '../../harness/host/server/services/own/own-mysql.ts';
import { judge } from '../../harness/judge/judge.ts';
import { SAMPLED } from '../../suites/some-of.test-data.ts';

// That MySQL can be judged at all is seen in harness/judge/judge-on-mysql.test.ts too.
describe.skipIf(SAMPLED || !isMysqlInstalled())('the store on MySQL', { timeout: 300_000 }, () => {
  test('keeps every promise that is asked of a store on a server', async () => {
    const { verdict, findings, requirements } = await judge('mysql', { effort: 'quick', out: false });
    const judged = requirements.filter(({ verdict: one }) => one !== 'disabled' && one !== 'not-applicable');
    expect(judged.filter(({ verdict: one }) => one !== 'pass')).toEqual([]);
    expect(judged.map(({ id }) => id)).toEqual(expect.arrayContaining(['SRV-5', 'SRV-7', 'SRV-11']));
    expect({ verdict, findings }).toEqual({ verdict: 'conforms', findings: [] });
  });
});
