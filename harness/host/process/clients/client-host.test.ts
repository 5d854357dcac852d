import { expect, test } from 'vitest';
import { ClientHost } from './client-host.ts';

test('what was asked for before is over when something else is asked for, and keeps nothing going', async () => {
  const sent: string[] = [];
  const host = new ClientHost((command) => void sent.push(command.do), { pid: process.pid });
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const first = host.ask({ do: 'clients', clients: [] }, 2 ** 31 - 1);
  const second = host.ask({ do: 'end' }, 60_000);
  expect(await first).toEqual({ how: 'overdue' });
  host.on.answer({ clean: true });
  expect(await second).toEqual({ how: 'done', answer: { clean: true } });
  expect(sent).toEqual(['clients', 'end']);
  expect(timers()).toBe(before);
});
