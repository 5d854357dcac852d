import type { Adapter } from '../../../contract/adapter.ts';
import { Failure } from '../../../contract/failure.ts';
import type { ServedAdapter } from '../../../contract/served-adapter.ts';
import { resolveServedClaims } from '../../../contract/served-claims.ts';
import type { SessionStore } from '../../../contract/session-store.ts';
import { validateStore } from '../../../contract/validate-store.ts';
import { capabilitiesOf } from '../../../model/capabilities.ts';
import { callOperation } from '../../call-operation.ts';
import { PLAINLY } from '../../client-call.ts';
import { type LifeReport, live } from '../../life.ts';
import { errorText, failed, type Outcome, type Problem, threw } from '../../problem.ts';
import { RealWork } from '../../simulated/real-work.ts';
import { readSession, takeSnapshot } from '../../snapshot.ts';
import type { ClientAnswer, ClientCommand, FromClient, Looked, OpenedAt, ToClient } from '../client-messages.ts';
import { PassingTime } from './passing-time.ts';

/** Turns of the event loop after which whatever was ready has gone on. */
const TURNS = 3;
/** What stands open and waits for somebody else, which is no work of this process. */
const NO_WORK = ['TCPSocketWrap', 'TCPServerWrap', 'PipeWrap', 'TTYWrap', 'MessagePort', 'Timeout', 'Immediate'];

/** The program of a process that hosts a store on a server, one life after the other, and does what it is told by the process that has started it. */
export async function serveStore(load: () => Promise<ServedAdapter>): Promise<void> {
  const work = new RealWork();
  const time = new PassingTime();
  const send = (message: FromClient): void => void process.send?.(message);
  const stray = watchStrays((problem) => send({ type: 'stray', problem }));
  // Nobody is left who could say anything.
  process.on('disconnect', () => process.exit(0));
  let adapter: ServedAdapter;
  try {
    adapter = await load();
  } catch (error) {
    send(refusalOf(error));
    return;
  }
  const hosts = [0, 1].map(() => new HostedStore(adapter, { work, time }));
  process.on('message', ({ id, instance, command }: ToClient) => {
    // Time begins anew with a life that nobody shares.
    if ((command.do === 'open' || command.do === 'live') && hosts.every(({ isOpen }) => !isOpen)) time.beginLife();
    const host = hosts[instance];
    if (host === undefined) return;
    void host.take(command).then(async (answer) => {
      // What the store threw on the side while it was called comes up within a turn.
      await new Promise((resolve) => setImmediate(resolve));
      const thrown = stray();
      send({ type: 'answer', id, answer: thrown === undefined ? answer : { ...answer, stray: thrown } });
    });
  });
  const { name, services, package: judged } = adapter;
  const facts = {
    name,
    services,
    claims: resolveServedClaims(adapter.claims),
    ...(judged === undefined ? {} : { package: judged }),
  };
  send({ type: 'ready', facts });
}

interface Place {
  readonly work: RealWork;
  readonly time: PassingTime;
}

class HostedStore {
  readonly #adapter: ServedAdapter;
  readonly #place: Place;
  #store: SessionStore | undefined;
  /** Of the last life that a plan said. */
  #report: LifeReport | undefined;

  constructor(adapter: ServedAdapter, place: Place) {
    this.#adapter = adapter;
    this.#place = place;
  }

  async take(command: ClientCommand): Promise<ClientAnswer> {
    switch (command.do) {
      case 'open':
        return this.#open(command.place);
      case 'live':
        return { report: await this.#live(command) };
      case 'report':
        return this.#report === undefined ? {} : { report: this.#report };
      case 'call':
        return { outcome: await settled(() => callOperation(this.#opened(), command.operation, command.lease)) };
      case 'acquire': {
        const acquired = await PLAINLY.settle(() => this.#opened().acquire?.(command.session, command.forMs));
        return acquired.ok ? { outcome: { ok: true, value: undefined }, lease: acquired.value ?? null } : { outcome: acquired };
      }
      case 'snapshot':
        return { snapshot: await takeSnapshot(command.sessions, { store: this.#opened(), runtime: PLAINLY }) };
      case 'read': {
        const { session } = command;
        const read = await readSession(() => this.#opened().read(session), PLAINLY);
        return { snapshot: { read: { [session]: read }, views: {} } };
      }
      case 'close': {
        const store = this.#opened();
        this.#store = undefined;
        return { outcome: await settled(() => store.close?.()) };
      }
      case 'look':
        return { looked: await this.#look() };
      case 'pass': {
        const passedMs = this.#place.time.next(command.otherwiseMs);
        return passedMs === undefined ? {} : { passedMs };
      }
    }
  }

  get isOpen(): boolean {
    return this.#store !== undefined;
  }

  /** What a life of the plan's steps came to, on servers instead of in a directory. */
  #live({ place: { dir, services, ttlMs }, plan }: Extract<ClientCommand, { do: 'live' }>): Promise<LifeReport> {
    const { name } = this.#adapter;
    const adapter: Adapter = {
      name,
      claims: { survives: 'process-kill' },
      open: ({ onError }) => this.#adapter.open({ dir, onError, services: namedAlone(services, name), ttlMs }),
    };
    const onBegin = (report: LifeReport): void => {
      this.#report = report;
    };
    // Nothing that is called here waits for the store to be at rest: each call is its own acknowledgement.
    return live({ adapter, dir, runtime: { ...PLAINLY, rest: async () => {} }, onBegin }, plan);
  }

  async #open({ dir, services, ttlMs }: OpenedAt): Promise<ClientAnswer> {
    const named = namedAlone(services, this.#adapter.name);
    const opened = await PLAINLY.settle(() => this.#adapter.open({ dir, onError: () => {}, services: named, ttlMs }));
    if (!opened.ok) return { outcome: opened };
    try {
      this.#store = validateStore(opened.value);
      return { outcome: { ok: true, value: undefined }, capabilities: capabilitiesOf(this.#store) };
    } catch (error) {
      return { outcome: { ok: false, problem: { ...threw(error).problem, kind: 'wrong-result' } } };
    }
  }

  #opened(): SessionStore {
    if (this.#store === undefined) throw new Error('no store is open');
    return this.#store;
  }

  async #look(): Promise<Looked> {
    for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
    const resources = process.getActiveResourcesInfo();
    return {
      idle:
        this.#place.work.inFlight === 0 && !resources.some((name) => !NO_WORK.includes(name)) && !resources.includes('Immediate'),
      timers: this.#place.time.timers,
      sockets: resources.filter((name) => name === 'TCPSocketWrap').length,
    };
  }
}

async function settled(call: () => unknown): Promise<Outcome> {
  const outcome = await PLAINLY.settle(call);
  return outcome.ok ? { ok: true, value: undefined } : outcome;
}

/** The services that the adapter names; the others say that they are not named. */
function namedAlone(services: OpenedAt['services'], name: string) {
  return new Proxy(services as Required<typeof services>, {
    get: (target, key) => {
      if (key in target || typeof key === 'symbol') return Reflect.get(target, key);
      throw new Failure('CW_SERVICE_UNNAMED', `${name} asks for services.${key}, and does not name it.`, {
        hint: `Add '${key}' to \`services\` of the adapter.`,
      });
    },
  });
}

function watchStrays(onStray: (problem: Problem) => void): () => Problem | undefined {
  let first: Problem | undefined;
  const note = (kind: 'uncaught' | 'unhandled-rejection') => (error: unknown) => {
    if (first !== undefined) return;
    first = failed(kind, errorText(error)).problem;
    onStray(first);
  };
  process.on('uncaughtException', note('uncaught'));
  process.on('unhandledRejection', note('unhandled-rejection'));
  return () => first;
}

function refusalOf(error: unknown): FromClient {
  if (error instanceof Failure) {
    const { code, message, hint, blame } = error;
    return { type: 'refused', code, message, blame, ...(hint === undefined ? {} : { hint }) };
  }
  return { type: 'refused', code: 'CW_INTERNAL', message: errorText(error), blame: 'harness' };
}
