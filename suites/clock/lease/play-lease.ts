import { describeJson } from '../../../harness/host/describe-state.ts';
import type { Host, Life } from '../../../harness/host/host.ts';
import type { LeasedAppend, PassedLease } from '../../../harness/host/pass-lease.ts';
import type { Capabilities } from '../../../harness/model/capabilities.ts';
import type { Operation } from '../../../harness/model/operation.ts';
import { stepText } from '../moments.ts';
import type { LeaseCore } from './counterexample-core.ts';

const SESSION = 'alpha';

/** What has to be there before somebody can have its lease. */
export function madeFirst({ methods, fields }: Capabilities): Operation[] {
  if (!methods.includes('create')) return [{ op: 'append', session: SESSION, record: { turn: 0 } }];
  return [{ op: 'create', session: SESSION, fields: fields ? { turn: 0 } : {} }];
}

export interface LeasePlay<Image> {
  readonly life: Life<Image>;
  /** Absent where the life did not come so far. */
  readonly passed?: PassedLease;
  readonly deviation?: { readonly expected: string; readonly observed: string };
}

/** One life, in which the clock is set while somebody has the lease. */
export async function playLease<Image>(
  host: Host<Image>,
  { operations, forMs, byMs }: Pick<LeaseCore, 'operations' | 'forMs' | 'byMs'>,
  { stacks = false }: { readonly stacks?: boolean } = {},
): Promise<LeasePlay<Image>> {
  const lease = { do: 'lease', session: SESSION, forMs, byMs } as const;
  const steps = [{ do: 'operations', operations }, lease, { do: 'close' }] as const;
  const life = await host.live(await host.emptyImage(), { steps }, { incarnation: 0, stacks });
  const { leased: passed, opened, stray } = life.report;
  if (passed === undefined || !opened.ok || stray !== undefined) return { life };
  const done = passed.appends.filter(({ outcome }) => outcome.ok);
  if (!isOfBoth(done)) return { life, passed };
  const told = done.map(({ by, record }) => `the ${by} one ${describeJson(record)}`).join(', ');
  return {
    life,
    passed,
    deviation: {
      expected: `Once another instance has got the lease of \`${SESSION}\`, the one that had it before appends nothing.`,
      observed: `After ${stepText({ byMs }, { had: true })} both instances had the lease of \`${SESSION}\` and appended: ${told}.`,
    },
  };
}

function isOfBoth(appends: readonly LeasedAppend[]): boolean {
  return new Set(appends.map(({ by }) => by)).size === 2;
}
