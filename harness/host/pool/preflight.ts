import type { PoolAdapter } from '../../contract/pool.ts';
import { type ResolvedPoolClaims, resolvePoolClaims } from '../../contract/pool-claims.ts';
import type { PoolCommand } from '../../model/pool/command.ts';
import type { PoolEvent, PoolEventOf } from '../../model/pool/event.ts';
import type { PoolSubject } from '../../suite/pool-subject.ts';
import type { PreflightCheck } from '../preflight.ts';
import { play } from './play.ts';

/** What a pool does when nothing goes wrong. Only one that passes can be judged. */
export type PoolPreflight =
  | {
      readonly ok: true;
      readonly claims: ResolvedPoolClaims;
      readonly methods: readonly string[];
      readonly checks: readonly PreflightCheck[];
    }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly hint: string };

const CHECKS: readonly PreflightCheck[] = ['open', 'methods', 'two turns'].map((what) => ({ what, ok: true }));

const ROUND_TRIP: readonly PoolCommand[] = [
  { op: 'prompt', chat: 'a', agent: 'x' },
  { op: 'terminal', chat: 'a', agent: 'x' },
  { op: 'prompt', chat: 'a', agent: 'x' },
  { op: 'terminal', chat: 'a', agent: 'x' },
];

/** Opens the pool and has two turns, one after the other: with nothing going wrong. */
export async function preflightPool<Image>(host: PoolSubject<Image>['host'], adapter: PoolAdapter): Promise<PoolPreflight> {
  const claims = resolvePoolClaims(adapter.claims);
  const { lives } = await play<Image>({ kind: 'pool', host, adapter, claims }, { commands: ROUND_TRIP, choices: [] });
  const [life] = lives;
  const { events = [], methods = [] } = life?.value ?? {};
  const opened = events.find((event): event is PoolEventOf<'opened'> => event.type === 'opened');
  if (opened?.error !== undefined)
    return failed(
      'CW_POOL_OPEN_FAILED',
      `open failed: ${opened.error}.`,
      'The rows were empty and nothing ran. Look at the adapter’s `open`.',
    );
  const missing = neededMethods(claims).find(([method]) => !methods.includes(method));
  if (missing !== undefined)
    return failed('CW_POOL_SHAPE', `The pool has no method ${missing[0]}, which ${missing[1]}.`, 'See the Pool interface.');
  return turnProblem(events) ?? { ok: true, claims, methods, checks: CHECKS };
}

function neededMethods({ abort, close, reaper }: ResolvedPoolClaims): [method: string, why: string][] {
  const every = 'every pool needs';
  return [
    ['prompt', every],
    ['live', every],
    ['dispose', every],
    ...(abort === 'interrupts' ? ([['abort', "abort: 'interrupts' needs"]] as [string, string][]) : []),
    ...(close === 'evicts' ? ([['close', "close: 'evicts' needs"]] as [string, string][]) : []),
    ...(reaper === 'removes-orphans' ? ([['reap', "reaper: 'removes-orphans' needs"]] as [string, string][]) : []),
  ];
}

function turnProblem(events: readonly PoolEvent[]): PoolPreflight | undefined {
  const hint = 'Nothing went wrong here: the adapter or the pool does not do what the contract says.';
  for (const call of [1, 2]) {
    if (!events.some((event) => event.type === 'send' && event.call === call))
      return failed('CW_POOL_TURN', `Prompt ${call} was not sent to any agent with its input.`, hint);
    const returned = events.find((event): event is PoolEventOf<'return'> => event.type === 'return' && event.call === call);
    if (returned?.status !== 'done') {
      const found = returned === undefined ? 'did not come back' : `came back as ${returned.error ?? returned.status}`;
      return failed('CW_POOL_TURN', `Prompt ${call} ${found}; its agent had told a delta and a terminal event.`, hint);
    }
  }
  return undefined;
}

function failed(code: string, message: string, hint: string): PoolPreflight {
  return { ok: false, code, message, hint };
}
