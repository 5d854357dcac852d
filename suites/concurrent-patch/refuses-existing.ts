import type { TogetherHost } from '../../harness/host/together.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import { TurnScheduler } from '../../harness/schedule/turns.ts';
import { create, existing, SESSION } from './programs.ts';

/** Whether the store refuses to create a session that exists, when nobody else is about. The contract leaves it open. */
export async function refusesExisting<Image>(host: TogetherHost<Image>, capabilities: Capabilities): Promise<boolean> {
  if (!capabilities.methods.includes('create')) return false;
  const program = {
    setup: existing(capabilities),
    instances: [{ process: 0, path: 'plain' as const }],
    clients: [{ instance: 0, operations: [create('again')] }],
  };
  const run = await host.runTogether(program, { scheduler: new TurnScheduler([], []), sessions: [SESSION] });
  return run.history.at(-1)?.type === 'reject';
}
