import type { ResolvedRegistryClaims } from '../../harness/contract/registry-claims.ts';
import {
  type Answers,
  PAST_GRACE_MS,
  PAST_LOCK_MS,
  PAST_TTL_MS,
  type ProcessState,
  type RegistryOperation,
  type StartedAt,
} from '../../harness/model/registry/operation.ts';

type Case = readonly RegistryOperation[];

const launch = (pid: 'known' | 'unknown', startedAt: StartedAt = 'now'): RegistryOperation => ({
  op: 'launch',
  session: 'alpha',
  pid,
  startedAt,
});
const lists = (as: 'running' | 'stopped' | 'absent'): RegistryOperation => ({ op: 'lists', session: 'alpha', as });
const answers = (how: Answers): RegistryOperation => ({ op: 'answers', source: 'first', how });
const process = (becomes: ProcessState): RegistryOperation => ({ op: 'process', session: 'alpha', becomes });
const wrapperEnds = (told: boolean): RegistryOperation => ({ op: 'wrapper-ends', session: 'alpha', told });
const pass = (ms: number): RegistryOperation => ({ op: 'pass', ms });
const status: RegistryOperation = { op: 'status', session: 'alpha' };
const list: RegistryOperation = { op: 'list' };
const sweep: RegistryOperation = { op: 'sweep' };
const stored: RegistryOperation = { op: 'stored' };
const kill: RegistryOperation = { op: 'kill' };
const ask = [status, list];
const pastGrace = [list, pass(PAST_GRACE_MS)];

/** Every way in which a source gives nothing. */
const FAILURES: readonly Answers[] = ['throws', 'rejects', 'never', 'late', 'rejects-late', 'blocks'];

/** What is tried first of all: each of the mistakes that registries are known for, by as little as shows it. */
export function knownCases(claims: ResolvedRegistryClaims): readonly Case[] {
  const stores = claims.launches === 'kept' ? STORED_CASES : [];
  return [
    ...stores,
    ...(claims.status === 'nothing' ? [] : STATUS_CASES),
    ...lockCases(claims),
    ...(stores.length === 0 ? [] : [FEW_ROUNDS]),
  ];
}

const STATUS_CASES: readonly Case[] = [
  // What ran has ended, while it was looked at and while it was not.
  [launch('known'), lists('running'), ...ask, lists('stopped'), process('dead'), ...ask],
  [launch('unknown'), lists('running'), ...ask, lists('stopped'), ...ask, ...pastGrace, ...ask],
  [launch('known'), lists('running'), ...ask, ...pastGrace, lists('absent'), process('dead'), ...ask],
  [launch('known'), lists('running'), ...ask, pass(PAST_GRACE_MS), kill, process('dead'), lists('absent'), ...pastGrace, ...ask],
  [lists('running'), ...ask, lists('stopped'), ...ask, lists('running'), ...ask],
  [lists('running'), ...ask, lists('absent'), ...ask],
  // A source that fails: what it said before is no answer, and neither is silence.
  ...FAILURES.flatMap((how): Case[] => [
    ...(['unknown', 'known'] as const).map(
      (pid): Case => [
        launch(pid),
        lists('running'),
        ...ask,
        ...pastGrace,
        stored,
        answers(how),
        ...ask,
        sweep,
        stored,
        answers('lists'),
        ...ask,
      ],
    ),
    [launch('unknown'), lists('running'), ...ask, answers(how), pass(PAST_TTL_MS), sweep, stored, ...ask],
    [{ op: 'lists', session: 'gamma', as: 'running' }, list, answers(how), list, { op: 'status', session: 'gamma' }],
  ]),
  // What it says when its time is up does not count, then and later.
  ...(['late', 'blocks'] as const).flatMap((how): Case[] => [
    [
      launch('unknown'),
      lists('running'),
      ...ask,
      ...pastGrace,
      answers('throws'),
      ...ask,
      answers(how),
      lists('stopped'),
      ...ask,
      pass(10),
      answers('throws'),
      ...ask,
    ],
    [launch('unknown'), lists('running'), ...ask, ...pastGrace, stored, answers(how), lists('stopped'), list, pass(10), stored],
    [
      launch('known'),
      lists('running'),
      ...ask,
      ...pastGrace,
      answers('throws'),
      ...ask,
      answers(how),
      lists('stopped'),
      ...ask,
      pass(10),
      answers('rejects'),
      ...ask,
    ],
    [lists('running'), answers(how), ...ask, pass(10), answers('never'), ...ask],
  ]),
  // Not listed, and alive.
  [launch('known'), lists('running'), ...ask, ...pastGrace, lists('absent'), ...ask, sweep, ...ask],
  [launch('known'), ...pastGrace, ...ask, lists('running'), ...ask],
  // The wrapper ends, and the registry is told or not.
  ...[true, false].flatMap((told): Case[] => [
    [launch('known'), lists('running'), ...ask, ...pastGrace, ...ask, wrapperEnds(told), ...ask, lists('absent'), ...ask],
    [launch('known'), ...pastGrace, ...ask, wrapperEnds(told), ...ask],
    [launch('unknown'), status, list, wrapperEnds(told), ...ask, lists('running'), ...ask],
    [launch('known'), lists('running'), ...ask, ...pastGrace, answers('rejects'), ...ask, wrapperEnds(told), ...ask],
  ]),
  // Grace: not listed yet, and then never; whatever is said of when it began.
  ...(['now', 'invalid', 'future', 'past'] as const).flatMap((startedAt): Case[] => [
    [launch('unknown', startedAt), ...ask, pass(10_000), ...ask, ...pastGrace, ...ask, sweep, ...ask],
    [launch('unknown', startedAt), ...ask, kill, ...ask, ...pastGrace, ...ask],
  ]),
  ...(['invalid', 'future'] as const).map((startedAt): Case => {
    const twin: RegistryOperation = { op: 'launch', session: 'beta', pid: 'unknown', startedAt: 'now' };
    return [twin, launch('unknown', startedAt), list, ...pastGrace, { op: 'status', session: 'beta' }, ...ask];
  }),
  // What is found at a pid.
  ...(['denied', 'zombie', 'reused', 'dead'] as const).flatMap((becomes): Case[] => [
    [launch('known'), lists('running'), ...ask, ...pastGrace, lists('absent'), process(becomes), ...ask],
    [launch('known'), ...pastGrace, ...ask, process(becomes), ...ask],
    [launch('known'), process(becomes), sweep, ...ask, ...pastGrace, ...ask],
  ]),
  // It was called stopped, by mistake, and is there.
  [launch('unknown'), ...pastGrace, ...ask, lists('running'), ...ask],
  [launch('known'), lists('stopped'), ...pastGrace, ...ask, sweep, lists('running'), ...ask],
  [launch('unknown'), lists('stopped'), ...pastGrace, ...ask, kill, lists('running'), ...ask],
  // The id of a dead session is free.
  [launch('known'), process('dead'), ...pastGrace, ...ask, launch('known'), stored, lists('running'), ...ask],
  [launch('unknown'), ...pastGrace, ...ask, launch('known'), stored, lists('running'), ...ask],
  [
    launch('known'),
    process('dead'),
    wrapperEnds(true),
    ...pastGrace,
    ...ask,
    launch('known'),
    ...ask,
    kill,
    launch('known'),
    ...ask,
  ],
];

const STORED_CASES: readonly Case[] = [
  [launch('known'), stored, lists('running'), list, pass(PAST_TTL_MS), sweep, stored, list],
  [launch('known'), list, pass(PAST_TTL_MS), sweep, stored, list],
  [launch('unknown'), lists('running'), list, pass(PAST_TTL_MS), sweep, stored],
  [launch('known'), ...pastGrace, process('dead'), list, sweep, pass(PAST_TTL_MS), list, sweep, stored],
  [launch('known', 'future'), ...pastGrace, process('dead'), list, sweep, pass(PAST_TTL_MS), list, sweep, stored],
  [launch('known', 'invalid'), ...pastGrace, process('dead'), list, sweep, pass(PAST_TTL_MS), list, sweep, stored],
  [
    launch('known'),
    lists('running'),
    list,
    ...pastGrace,
    lists('stopped'),
    process('dead'),
    list,
    pass(PAST_TTL_MS),
    sweep,
    stored,
  ],
  [lists('running'), list, lists('absent'), ...pastGrace, list, sweep, pass(PAST_TTL_MS), sweep, stored],
  [launch('known'), kill, stored, list],
  [launch('known'), pass(PAST_GRACE_MS), kill, list, stored, sweep, stored],
];

const FEW_ROUNDS: Case = [{ op: 'rounds', count: 16 }];

/** What is tried where many launches seem to leave something: a log that is compacted now and then is no leak. */
export const MANY_ROUNDS: Case = [{ op: 'rounds', count: 128 }];

function lockCases({ locks, manualLocks }: ResolvedRegistryClaims): Case[] {
  const take = (owner: 'one' | 'other' | 'self' | 'person'): RegistryOperation => ({ op: 'lock', name: 'workspace', owner });
  const give = (owner: 'one' | 'other' | 'self' | 'person'): RegistryOperation => ({ op: 'unlock', name: 'workspace', owner });
  const look: RegistryOperation = { op: 'locks' };
  const owner = (becomes: ProcessState): RegistryOperation => ({ op: 'owner', owner: 'one', becomes });
  const later = [pass(PAST_LOCK_MS), sweep];
  const own: Case[] = [
    [take('self'), look, give('self'), look, take('self'), look],
    [take('self'), look, ...later, look],
    [take('self'), kill, ...later, look, take('self'), look],
  ];
  const any: Case[] = [
    [take('one'), take('other'), look, give('one'), take('other'), look],
    [take('one'), ...later, look, take('other')],
    [take('one'), owner('dead'), ...later, look, take('other'), look],
    [take('one'), kill, look, take('other'), owner('dead'), ...later, look, take('other')],
    [take('self'), kill, ...later, look, take('other')],
    ...(['denied', 'zombie', 'reused'] as const).map(
      (becomes): Case => [take('one'), owner(becomes), ...later, look, take('other')],
    ),
  ];
  const manual: Case[] = [
    [take('person'), look, ...later, look, take(locks === 'any-process' ? 'one' : 'self'), look],
    [take('person'), kill, ...later, look, take(locks === 'any-process' ? 'one' : 'self'), look],
    [take('person'), pass(PAST_TTL_MS), sweep, look, give('person'), look, take('person')],
  ];
  return [...(locks === 'none' ? [] : own), ...(locks === 'any-process' ? any : []), ...(manualLocks === 'kept' ? manual : [])];
}

/** Lives that are killed at each of their changes, and what is asked of the next one. */
export function crashedLives(claims: ResolvedRegistryClaims): readonly { readonly life: Case; readonly after: Case }[] {
  const after: Case = [list, stored, ...pastGrace, ...ask, sweep, list, stored];
  const statuses: { life: Case; after: Case }[] = [
    {
      life: [
        launch('known'),
        lists('running'),
        list,
        pass(PAST_GRACE_MS),
        list,
        process('dead'),
        lists('absent'),
        list,
        pass(5_000),
      ],
      after,
    },
    {
      life: [
        launch('known'),
        list,
        pass(5_000),
        { op: 'launch', session: 'beta', pid: 'known', startedAt: 'now' },
        pass(5_000),
        list,
      ],
      after,
    },
    { life: [launch('known'), process('dead'), ...pastGrace, list, launch('known'), list, pass(5_000)], after },
    { life: [launch('known'), process('dead'), ...pastGrace, list, pass(PAST_TTL_MS), list, sweep, pass(5_000)], after },
    { life: [launch('known'), lists('running'), list, wrapperEnds(true), list, pass(5_000)], after },
  ];
  const takes = claims.locks === 'any-process' ? 'one' : claims.locks === 'own-process' ? 'self' : 'person';
  const lock: RegistryOperation = { op: 'lock', name: 'workspace', owner: takes };
  const held: RegistryOperation = { op: 'locks' };
  const locks: { life: Case; after: Case }[] = [
    { life: [lock, pass(5_000), held], after: [held, pass(PAST_LOCK_MS), sweep, held, lock] },
    {
      life: [lock, { op: 'unlock', name: 'workspace', owner: takes }, pass(5_000), held],
      after: [held, pass(PAST_LOCK_MS), sweep, held, lock],
    },
  ];
  const hasLocks = claims.locks !== 'none' || claims.manualLocks === 'kept';
  return [...(claims.status === 'nothing' && claims.launches === 'forgotten' ? [] : statuses), ...(hasLocks ? locks : [])];
}
