import { validateRegistry } from '../contract/define-registry.ts';
import {
  methodsOf,
  type Registry,
  type RegistryAdapter,
  type RegistryOpenOptions,
  type StoredLaunch,
} from '../contract/registry.ts';
import { resolveRegistryClaims } from '../contract/registry-claims.ts';
import type { Preflight, PreflightCheck } from './preflight.ts';
import { describeProblem, type Problem } from './problem.ts';
import type { ScriptHost, ScriptPlace } from './script.ts';

/** What a registry does when nothing goes wrong. Only one that passes can be judged. */
export type RegistryPreflight =
  | { readonly ok: true; readonly checks: PreflightCheck[] }
  | Extract<Preflight, { readonly ok: false }>;

const SESSION = 'preflight';
const LOCK = 'preflight';
const PID = 4_300_000;
const CONFIG = { graceMs: 30_000, ttlMs: 7 * 24 * 3_600_000, sourceTimeoutMs: 5_000 } as const;

interface Trouble {
  readonly what: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * Opens the registry on an empty directory; launches a session whose source lists it and whose process lives; takes a lock and gives
 * it back. Nothing fails, and nothing is late.
 */
export async function preflightRegistry<Image>(host: ScriptHost<Image>, adapter: RegistryAdapter): Promise<RegistryPreflight> {
  const checks: PreflightCheck[] = [];
  const life = await host.run(await host.emptyImage(), (place) => new Look(place, adapter, checks).all(), { incarnation: 0 });
  const trouble = life.value ?? (life.stray === undefined ? undefined : strayTrouble(life.stray));
  if (trouble === undefined) return { ok: true, checks };
  const { what, code, message, hint } = trouble;
  checks.push({ what, ok: false, detail: message });
  return { ok: false, code, message, hint, checks };
}

class Look {
  readonly #place: ScriptPlace;
  readonly #adapter: RegistryAdapter;
  readonly #checks: PreflightCheck[];
  readonly #bornMs: number;

  constructor(place: ScriptPlace, adapter: RegistryAdapter, checks: PreflightCheck[]) {
    this.#place = place;
    this.#adapter = adapter;
    this.#checks = checks;
    this.#bornMs = place.clock.nowMs;
    place.processes.set(PID, 'there');
  }

  async all(): Promise<Trouble | undefined> {
    const { runtime } = this.#place;
    const { claims } = this.#adapter;
    const opened = await runtime.settle(async () => validateRegistry(await this.#adapter.open(this.#options()), claims));
    if (!opened.ok) return this.#opening(opened.problem);
    this.#checks.push({ what: 'open', ok: true });
    const registry = opened.value;
    const { status, launches, locks } = resolveRegistryClaims(claims);
    const parts: readonly [what: string, applies: boolean, look: () => Promise<Trouble | undefined>][] = [
      ['launch', methodsOf(claims).includes('launch'), () => this.#launch(registry, launches === 'kept')],
      ['status', status !== 'nothing', () => this.#status(registry)],
      ['locks', methodsOf(claims).includes('lock'), () => this.#locks(registry, locks === 'none')],
    ];
    for (const [what, applies, look] of parts) {
      if (!applies) continue;
      const trouble = await look();
      if (trouble !== undefined) return { ...trouble, what };
      this.#checks.push({ what, ok: true });
    }
    return undefined;
  }

  #options(): RegistryOpenOptions {
    const { dir, clock } = this.#place;
    const session = { id: SESSION, pid: PID, pidStartedAtMs: this.#bornMs };
    return {
      dir,
      sources: { source: { discover: async () => [{ ...session, status: 'running' }] } },
      pids: {
        look: (pid) => (pid === process.pid || pid === PID ? { state: 'alive', startedAtMs: this.#bornMs } : { state: 'dead' }),
      },
      clock: { now: () => clock.nowMs },
      config: CONFIG,
    };
  }

  #opening(problem: Problem): Trouble {
    const { failure } = problem;
    const message = failure === undefined ? `open ${describeProblem(problem)}` : problem.message;
    const hint = failure?.hint ?? 'Nothing was wrong with the directory: it was new and empty. Look at the adapter’s `open`.';
    return { what: 'open', code: failure?.code ?? CODES[problem.kind], message, hint };
  }

  async #launch(registry: Registry, isKept: boolean): Promise<Trouble | undefined> {
    const startedAtMs = this.#bornMs;
    const meta = {
      id: SESSION,
      source: 'source',
      startedAtMs,
      pid: PID,
      pidStartedAtMs: startedAtMs,
      wrapperPid: PID + 1,
      prompt: 'try',
    };
    const launched = await this.#call('launch', () => registry.launch?.(meta));
    if ('trouble' in launched || !isKept) return 'trouble' in launched ? launched.trouble : undefined;
    const stored = await this.#call('stored', () => registry.stored?.());
    if ('trouble' in stored) return stored.trouble;
    if (!Array.isArray(stored.value)) return unexpected('stored', stored.value, 'an array of what is kept of launches');
    const entries: readonly StoredLaunch[] = stored.value;
    return entries.some(({ id }) => id === SESSION)
      ? undefined
      : unexpected('stored', entries, `an entry with the id "${SESSION}"`);
  }

  /** The source lists it and its process lives: whoever calls that unknown can tell of no session. */
  async #status(registry: Registry): Promise<Trouble | undefined> {
    const status = await this.#call('status', () => registry.status?.(SESSION));
    if ('trouble' in status) return status.trouble;
    if (status.value !== 'running') return unexpected('status', status.value, "'running'");
    const list = await this.#call('list', () => registry.list?.());
    if ('trouble' in list) return list.trouble;
    if (!Array.isArray(list.value)) return unexpected('list', list.value, 'an array of { id, status }');
    const listed: readonly { readonly id: unknown; readonly status: unknown }[] = list.value;
    const shown = listed.find(({ id }) => id === SESSION)?.status;
    return shown === 'running' ? undefined : unexpected('list', listed, `"${SESSION}" as 'running'`);
  }

  async #locks(registry: Registry, manual: boolean): Promise<Trouble | undefined> {
    const owner = { pid: process.pid, pidStartedAtMs: this.#bornMs, manual };
    for (const round of [1, 2]) {
      const taken = await this.#call('lock', () => registry.lock?.(LOCK, owner));
      if ('trouble' in taken) return taken.trouble;
      if (taken.value !== true)
        return unexpected(round === 1 ? 'lock' : 'lock, after unlock,', taken.value, 'true, since nobody has it');
      const shown = await this.#call('locks', () => registry.locks?.());
      if ('trouble' in shown) return shown.trouble;
      const isShown = Array.isArray(shown.value) && shown.value.some(({ name }) => name === LOCK);
      if (!isShown) return unexpected('locks', shown.value, `an array with { name: '${LOCK}' }`);
      const given = await this.#call('unlock', () => registry.unlock?.(LOCK, owner));
      if ('trouble' in given) return given.trouble;
    }
    return undefined;
  }

  async #call<T>(method: string, call: () => T | PromiseLike<T>): Promise<{ value: Awaited<T> } | { trouble: Trouble }> {
    const outcome = await this.#place.runtime.settle(call);
    await this.#place.quiet();
    if (outcome.ok) return { value: outcome.value };
    const message = `${method} ${describeProblem(outcome.problem)}`;
    return { trouble: { what: method, code: 'CW_ROUND_TRIP', message, hint: HINT } };
  }
}

const HINT = 'Nothing went wrong here: the adapter or the registry does not do what the Registry interface says.';

const CODES: { readonly [K in Problem['kind']]: string } = {
  threw: 'CW_STORE_OPEN_FAILED',
  hung: 'CW_STORE_HANGS',
  exited: 'CW_STORE_EXITED',
  uncaught: 'CW_STORE_UNCAUGHT',
  'unhandled-rejection': 'CW_STORE_UNHANDLED_REJECTION',
  'wrong-result': 'CW_STORE_SHAPE',
  'unreadable-result': 'CW_STORE_SHAPE',
};

function unexpected(method: string, value: unknown, expected: string): Trouble {
  const text = JSON.stringify(value) ?? String(value);
  const found = text.length > 200 ? `${text.slice(0, 200)}...` : text;
  return { what: method, code: 'CW_ROUND_TRIP', message: `${method} gave ${found}; expected ${expected}`, hint: HINT };
}

function strayTrouble(problem: Problem): Trouble {
  return { what: 'round trip', code: CODES[problem.kind], message: `the registry ${describeProblem(problem)}`, hint: HINT };
}
