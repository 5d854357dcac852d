import type { TogetherHost } from '../../harness/host/together.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import { TurnScheduler } from '../../harness/schedule/turns.ts';
import { create, existing, SESSION } from './programs.ts';
import { Reopener } from './reopener.ts';

/** What a store does when nobody else is about, and so is not held against it among others. */
export interface Alone {
  /** It refuses to create a session that exists. The contract leaves it open. */
  readonly refusesExisting: boolean;
  /** A new instance opens on what one left that was killed at rest. That it does not is told by CRASH-3 and CRASH-12. */
  readonly opensAgain: boolean;
}

export async function watchAlone<Image>(host: TogetherHost<Image>, capabilities: Capabilities): Promise<Alone> {
  const creates = capabilities.methods.includes('create');
  // Where time is real, attempts reopen by themselves, and say so.
  if (!creates && !host.abilities.has('schedules')) return { refusesExisting: false, opensAgain: true };
  const program = {
    setup: existing(capabilities),
    instances: [{ process: 0, path: 'plain' as const }],
    clients: [{ instance: 0, operations: creates ? [create('again')] : [] }],
  };
  const run = await host.runTogether(program, { scheduler: new TurnScheduler([], []), sessions: [SESSION] });
  const opensAgain = !host.abilities.has('schedules') || (await new Reopener(host).reopen(run.image, program)).opened.ok;
  return { refusesExisting: creates && run.history.at(-1)?.type === 'reject', opensAgain };
}
