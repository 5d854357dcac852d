import { describeProblem, type Outcome } from '../../harness/host/problem.ts';
import type { Cut } from '../../harness/host/server/proxy/cut.ts';
import type { ServedLife } from '../../harness/host/server/served-life.ts';
import type { Role, ServerHost } from '../../harness/host/server/server-host.ts';
import type { Snapshot } from '../../harness/host/snapshot.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { sessionOf } from '../../harness/model/operation.ts';
import { operationLine } from '../../harness/report/operation-line.ts';
import type { Deviation } from './deviation.ts';
import type { KnownOperation } from './possible-states.ts';

/** A trial while it is played: what was called, what came of it, and a sentence for each. */
export class Play {
  readonly host: ServerHost;
  readonly story: string[] = [];
  readonly known: KnownOperation[] = [];
  /** It is known of each operation whether it may have happened. */
  isSure = true;

  constructor(host: ServerHost) {
    this.host = host;
  }

  /** A life that has opened its store, or what came of that. */
  async opened(
    role: Role,
    options: { readonly cut?: Cut | undefined; readonly ttlMs?: number; readonly beside?: ServedLife } = {},
  ): Promise<[ServedLife, Outcome]> {
    const life = await this.host.begin(role, options);
    const outcome = await life.open();
    this.story.push(`${WHO[role]} opened the store${tellOutcome(outcome, ', which ')}.`);
    return [life, outcome];
  }

  /** Calls operations one after the other, refused or not, until one does not come back. */
  async call(life: ServedLife, operations: readonly Operation[], role: Role = 'writer'): Promise<Outcome> {
    for (const operation of operations) {
      const outcome = await this.callOne(life, operation, role);
      if (isEnd(outcome)) return outcome;
    }
    return { ok: true, value: undefined };
  }

  async callOne(life: ServedLife, operation: Operation, role: Role = 'writer'): Promise<Outcome> {
    const outcome = await life.call(operation);
    this.note(operation, outcome, role);
    return outcome;
  }

  /**
   * Calls an operation again and again until it is acknowledged, and lets time pass in between: whoever waits before it connects again is given the time. What
   * comes of many calls is not told one by one.
   *
   * @returns what came of the last one.
   */
  async recover(life: ServedLife, operation: Operation): Promise<Outcome> {
    for (let tried = 1; ; tried++) {
      const outcome = await life.call(operation);
      const isOver = outcome.ok || isEnd(outcome) || tried === MOST_CALLS;
      if (tried <= CALLS_TOLD || isOver) this.note(operation, outcome, 'writer');
      if (tried > CALLS_TOLD) this.isSure = false;
      if (isOver) return outcome;
      await life.letPass(PAUSE_MS);
    }
  }

  note(operation: Operation, outcome: Outcome, role: Role): void {
    const status = outcome.ok ? 'acknowledged' : outcome.problem.kind === 'threw' ? 'rejected' : 'pending';
    const known = this.known.findLastIndex(({ operation: before }) => isSameCall(before, operation));
    // A retry is the same call: it has happened once or not.
    if (known !== -1) this.known.splice(known, 1);
    this.known.push({ operation, status });
    const told = outcome.ok ? ' was acknowledged' : ` ${describeProblem(outcome.problem)}`;
    this.story.push(`${WHO[role]} called ${operationLine(operation)}: it${told}.`);
  }

  /** Closes the store, if that can still be asked for, and ends the life. */
  async end(life: ServedLife, { killed = false }: { readonly killed?: boolean } = {}): Promise<void> {
    life.letGo();
    life.plan(undefined);
    life.dropSilent();
    const isDead = killed || life.process.trouble !== undefined;
    // What did not open has nothing to close, and may have left nothing.
    const closed = isDead || life.capabilities === undefined ? undefined : await life.close();
    await this.host.end(life, { killed: isDead || closed?.ok === false });
  }

  /**
   * What a store shows that somebody opens afterwards in another process, or that it does not open.
   *
   * @param afterwards what they call when they have looked.
   */
  async look({ role = 'reader', afterwards }: LookOptions = {}): Promise<Snapshot | Deviation> {
    const [life, outcome] = await this.opened(role);
    if (!outcome.ok) {
      await this.host.end(life, { killed: true });
      return unopened(outcome);
    }
    const shown = await life.look(this.sessions);
    if (afterwards !== undefined && !('ok' in shown)) await this.call(life, [afterwards], role);
    await this.end(life);
    if (!('ok' in shown)) return shown;
    const observed = `Reading ${describeProblem(shown.problem)}.`;
    return { kind: 'half', expected: 'The sessions can be read.', observed };
  }

  /** Those that the operations name. */
  get sessions(): string[] {
    return [...new Set(this.known.flatMap(({ operation }) => sessionOf(operation) ?? []))];
  }
}

function isSameCall(before: Operation, operation: Operation): boolean {
  if (before.op !== 'append' || operation.op !== 'append') return false;
  return operation.idempotencyKey !== undefined && before.idempotencyKey === operation.idempotencyKey;
}

interface LookOptions {
  readonly role?: Role;
  readonly afterwards?: Operation;
}

/** After a failure: ten minutes of the store's own time. */
const MOST_CALLS = 10;
const PAUSE_MS = 60_000;
const CALLS_TOLD = 2;

export function isDeviation(shown: Snapshot | Deviation): shown is Deviation {
  return 'kind' in shown;
}

/** After this nothing more can be called. */
export function isEnd(outcome: Outcome): outcome is Extract<Outcome, { ok: false }> {
  return !outcome.ok && outcome.problem.kind !== 'threw';
}

export function unopened(outcome: Extract<Outcome, { ok: false }>): Deviation {
  return {
    kind: 'unopened',
    expected: 'The store opens.',
    observed: `Opening it ${describeProblem(outcome.problem)}.`,
  };
}

/** A call that did not come back, or after which the process is not there, as a deviation; `undefined` where it was answered. */
export function endOf(outcome: Outcome, call: string): Deviation | undefined {
  if (!isEnd(outcome)) return undefined;
  const { kind } = outcome.problem;
  return {
    kind: kind === 'hung' ? 'hung' : 'ended',
    expected: `${call} is done, or fails with an error, and the process goes on.`,
    observed: `It ${describeProblem(outcome.problem)}.`,
  };
}

const WHO: { readonly [R in Role]: string } = { writer: 'A client', other: 'Another client', reader: 'Somebody else' };

function tellOutcome(outcome: Outcome, lead: string): string {
  return outcome.ok ? '' : `${lead}${describeProblem(outcome.problem)}`;
}
