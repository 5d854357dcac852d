import { expect, test } from 'vitest';
import { isMysqlInstalled } from '../host/server/services/own/own-mysql.ts';
import { judge } from './judge.ts';

const adapter = new URL('./test-data/served/waits-for-itself.adapter.mjs', import.meta.url);

test.skipIf(!isMysqlInstalled())(
  'a call that waits for a lock until the server ends that does not hang',
  {
    timeout: 300_000,
  },
  async () => {
    const { requirements } = await judge(adapter, { effort: 'quick', out: false, only: ['SRV-7'] });
    expect(requirements.find(({ id }) => id === 'SRV-7')).toMatchObject({ verdict: 'pass' });
  },
);
