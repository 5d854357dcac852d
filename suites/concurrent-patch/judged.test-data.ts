import type { SessionState } from '../../harness/contract/session-store.ts';
import type { LastLook, TogetherEnd } from '../../harness/host/together.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import { type ClientEvent, type ClientOperation, type ClientResult, type Program, SETUP } from '../../harness/model/program.ts';
import type { JudgedRun } from './judged-run.ts';
import type { Judgement } from './requirement.ts';

/** `0 invoke`, `0 acknowledge`, `0 reject some text`: of the client's operations in turn. `-1`: of the setup. */
export type ToldEvent =
  | `${number} invoke`
  | `${number} acknowledge`
  | `${number} reject${string}`
  | [`${number} acknowledge`, ClientResult];

export interface Told {
  readonly clients: readonly (readonly ClientOperation[])[];
  readonly events: readonly ToldEvent[];
  readonly program?: Partial<Program>;
  readonly judgement?: Judgement;
  readonly end?: TogetherEnd;
  readonly methods?: Capabilities['methods'];
  readonly flushed?: boolean;
  readonly stray?: string;
  readonly faultStruck?: boolean;
  /** What each instance, and a new one, reads of session `a` in the end. A text: the problem that it has. */
  readonly looks?: readonly (SessionState | null | string)[];
  readonly reopened?: SessionState | null | string;
  /** Everything was killed in the end. */
  readonly crashed?: boolean;
}

export const capabilities: Capabilities = { methods: ['create', 'delete'], views: [], fields: true, records: true };

/** A run of a program, as a host would have told it, whose clients are all of one instance unless `program` says otherwise. */
export function judgedOf(told: Told): JudgedRun {
  const { clients, events, judgement = 'history', end = 'done', looks = [], reopened, crashed = false } = told;
  const program: Program = {
    setup: [],
    instances: [{ process: 0, path: 'plain' }],
    clients: clients.map((operations) => ({ instance: 0, operations })),
    ...told.program,
  };
  const history = historyOf(events);
  return {
    aimed: { program, judgement },
    capabilities: { ...capabilities, methods: told.methods ?? capabilities.methods },
    refusesExisting: false,
    run: {
      opened: OK,
      setup: OK,
      history,
      trace: [],
      over: 0,
      steps: [],
      end,
      flushed: told.flushed === false ? { ok: false, problem: problem('it failed') } : OK,
      lastLooks: looks.map((found, instance): LastLook => ({ instance, read: { a: readOf(found) } })),
      ...(told.stray === undefined ? {} : { stray: { kind: 'unhandled-rejection', message: told.stray } }),
      faultStruck: told.faultStruck ?? false,
    },
    history,
    ...(crashed ? { crash: { changes: 1 } } : {}),
    ...(reopened === undefined ? {} : { reopened: { opened: OK, read: { a: readOf(reopened) } } }),
  };
}

const OK = { ok: true, value: undefined } as const;

function problem(message: string) {
  return { kind: 'threw', message } as const;
}

function readOf(found: SessionState | null | string): LastLook['read'][string] {
  return typeof found === 'string' ? { problem: problem(found) } : { state: found };
}

function historyOf(events: readonly ToldEvent[]): ClientEvent[] {
  const called = new Map<number, number>();
  return events.map((event): ClientEvent => {
    const [what, result] = typeof event === 'string' ? [event] : event;
    const [who = '', type = '', ...error] = what.split(' ');
    const client = Number(who);
    if (type === 'invoke') called.set(client, (called.get(client) ?? -1) + 1);
    const place = { client: client < 0 ? SETUP : client, operation: called.get(client) ?? 0 };
    if (type === 'invoke') return { type, ...place };
    if (type === 'reject') return { type, ...place, error: error.join(' ') };
    return { type: 'acknowledge', ...place, ...(result === undefined ? {} : { result }) };
  });
}
