import type { ResolvedRegistryClaims } from '../../contract/registry-claims.ts';
import { describeEvidence, either } from './describe.ts';
import type { RegistryDeviation, RegistryDeviationKind } from './deviation.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import { judgeLocks, type LocksHeld, NO_LOCKS } from './judge-locks.ts';
import { judgeStatus, NO_MEMORY, type SessionMemory, type StatusQuestion } from './judge-status.ts';
import { judgeStored, type StoredMemory } from './judge-stored.ts';
import { REGISTRY_CONFIG, REGISTRY_SESSIONS, type RegistrySession, SOURCE_OF } from './operation.ts';
import { remembered } from './remember.ts';
import type { RegistryStep, Said, StoredEntry } from './step.ts';
import { isFailing, isLaunchable, type RegistryWorld, someSourceFails, startOfWorld, worldAfter } from './world.ts';

/** Of so many launches that have had their time, each with a prompt of some KiB, this much may be left. */
const KEPT_OF_ROUNDS = { share: 0.25, bytesEach: 2_000 } as const;

type Claims = ResolvedRegistryClaims;

/**
 * What is wrong with what a registry said and kept. A pure function of what happened: whoever plays the steps again and gets the same answers gets the
 * same deviations. Where the truth cannot be known, or more than one answer is sound, none of them is wrong.
 *
 * @param startMs when the first life began.
 */
export function judgeRegistry(steps: readonly RegistryStep[], claims: Claims, startMs: number): RegistryDeviation[] {
  const judge = new Judge(claims, startMs);
  return steps.flatMap((step, index) => judge.step(step, index));
}

type Sessions<T> = { [S in RegistrySession]: T };

/** Folds over the steps. */
class Judge {
  readonly #claims: Claims;
  #world: RegistryWorld;
  #life = 0;
  #locks: LocksHeld = NO_LOCKS;
  #memories: Sessions<SessionMemory> = { alpha: NO_MEMORY, beta: NO_MEMORY, gamma: NO_MEMORY };
  #stored: StoredMemory = { entries: {}, failedSince: new Set() };
  readonly #acknowledged = new Set<RegistrySession>();
  #twinStopped = false;

  constructor(claims: Claims, startMs: number) {
    this.#claims = claims;
    this.#world = startOfWorld(startMs);
  }

  step(step: RegistryStep, index: number): RegistryDeviation[] {
    const { operation, fromMs, outcome } = step;
    const before = this.#world;
    const isNew = operation.op === 'launch' && isLaunchable(before, operation.session, fromMs);
    this.#world = worldAfter(before, operation, fromMs);
    const deviations: RegistryDeviation[] = [];
    if (outcome.how === 'failed') deviations.push(...this.#failure(step, index, outcome.problem));
    if (operation.op === 'launch' && isNew) this.#launch(operation.session, outcome.how === 'done');
    // What the registry was asked in this step, it was asked of the world as it had been.
    const asked = operation.op === 'status' || operation.op === 'list';
    const evidence = mapSessions((session) => evidenceOf(asked ? before : this.#world, session, spanOf(step), this.#claims));
    if (asked) deviations.push(...this.#statuses(step, index, evidence));
    if (operation.op === 'stored') deviations.push(...this.#storedLook(step, index, evidence));
    this.#remember(step, evidence);
    const place = { world: this.#world, life: this.#life, index, claims: this.#claims };
    const { held, deviations: ofLocks } = judgeLocks(this.#locks, step, place);
    this.#locks = held;
    deviations.push(...ofLocks, ...keptOfRounds(step, index));
    if (operation.op === 'kill') this.#life++;
    return deviations;
  }

  #launch(session: RegistrySession, acknowledged: boolean): void {
    this.#memories = { ...this.#memories, [session]: NO_MEMORY };
    if (acknowledged) this.#acknowledged.add(session);
    else this.#acknowledged.delete(session);
  }

  #statuses(step: RegistryStep, index: number, evidence: Sessions<Evidence>): RegistryDeviation[] {
    const { operation, outcome } = step;
    if (outcome.how !== 'done' || outcome.answer.is !== 'statuses') return [];
    const { statuses } = outcome.answer;
    return REGISTRY_SESSIONS.flatMap((session): RegistryDeviation[] => {
      // A launch that never came back may have been stored or not.
      if (this.#world.sessions[session].launch !== undefined && !this.#acknowledged.has(session)) return [];
      const question = this.#question(session, evidence[session], step);
      for (const said of statuses[session] ?? []) {
        const wrong = judgeStatus(said, question);
        this.#heard(session, said, question);
        if (wrong === undefined) continue;
        const expected = `session "${session}" is ${either(wrong.legal)}: ${this.#because(session, question, wrong.kind)}`;
        const found = `${operation.op} gave ${shownSaid(said)}`;
        return [{ kind: wrong.kind, step: index, session, expected, found, circumstances: this.#circumstances(session) }];
      }
      return [];
    });
  }

  #question(session: RegistrySession, evidence: Evidence, { operation, untilMs }: RegistryStep): StatusQuestion {
    const { launch } = this.#world.sessions[session];
    const forgotten = launch?.before === true && this.#claims.survives === 'nothing';
    return {
      evidence,
      memory: this.#memories[session],
      isLaunched: launch !== undefined && this.#acknowledged.has(session) && !forgotten && this.#claims.launches === 'kept',
      earlier: launch?.earlier ?? 0,
      timestamp: launch?.startedAt === 'invalid' || launch?.startedAt === 'future' ? 'bad' : 'good',
      twinStopped: this.#twinStopped,
      otherSourceFails: someSourceFails(this.#world),
      reopened: launch?.before === true,
      isOld: launch !== undefined && untilMs - launch.atMs > REGISTRY_CONFIG.ttlMs,
      byId: operation.op === 'status',
    };
  }

  #heard(session: RegistrySession, said: Said, { evidence, memory, timestamp, isLaunched }: StatusQuestion): void {
    const { source, process, grace } = evidence;
    this.#memories[session] = {
      ...this.#memories[session],
      said: new Set([...memory.said, said]),
      lastSaid: said,
    };
    const isTwin = source === 'absent' && process === 'none' && grace === 'over' && isLaunched && !memory.good.has('running');
    if (isTwin && timestamp === 'good' && said === 'stopped') this.#twinStopped = true;
  }

  #circumstances(session: RegistrySession): NonNullable<RegistryDeviation['circumstances']> {
    const { launch } = this.#world.sessions[session];
    return {
      wrapperEnded: launch?.wrapper.state === 'dead',
      relaunched: (launch?.earlier ?? 0) > 0,
      reopened: launch?.before === true,
    };
  }

  #because(session: RegistrySession, { evidence, memory, timestamp }: StatusQuestion, kind: RegistryDeviationKind): string {
    const { launch } = this.#world.sessions[session];
    const why = describeEvidence(evidence);
    if (kind === 'unhealed') return `${why}, though it was called stopped before`;
    if (kind === 'id') return `${why}; it was a session before it, launched under the same id, that stopped`;
    if (kind === 'failed-source' && evidence.source !== 'failed') return `${why}; it is another source that fails`;
    if (kind === 'grace' && timestamp === 'bad')
      return `${why}; when it began is told as ${launch?.startedAt === 'future' ? 'a year ahead' : 'no number'}`;
    if (kind === 'stale' && memory.said.has('running')) return `${why}, though it ran before`;
    return why;
  }

  #storedLook(step: RegistryStep, index: number, evidence: Sessions<Evidence>): RegistryDeviation[] {
    const sessions = mapSessions((session) => ({ evidence: evidence[session], memory: this.#memories[session] }));
    const { outcome } = step;
    const deviations = judgeStored(step, {
      world: this.#world,
      index,
      nowMs: step.fromMs,
      claims: this.#claims,
      sessions,
      acknowledged: this.#acknowledged,
      stored: this.#stored,
    });
    if (outcome.how === 'done' && outcome.answer.is === 'stored') {
      const entries: { [session: string]: StoredEntry } = {};
      for (const entry of outcome.answer.entries) entries[entry.id] = entry;
      const failing = REGISTRY_SESSIONS.filter((session) => isFailing(this.#world, SOURCE_OF[session]));
      this.#stored = { entries, failedSince: new Set(failing) };
    }
    return deviations.map((one) =>
      one.session === undefined ? one : { ...one, circumstances: this.#circumstances(one.session) },
    );
  }

  #remember(step: RegistryStep, evidence: Sessions<Evidence>): void {
    for (const session of REGISTRY_SESSIONS) {
      this.#memories[session] = remembered(this.#memories[session], step, evidence[session]);
      if (evidence[session].source !== 'failed')
        this.#stored = { ...this.#stored, failedSince: without(this.#stored.failedSince, session) };
    }
  }

  /** A call that did not do what it is for. */
  #failure({ operation }: RegistryStep, index: number, problem: string): RegistryDeviation[] {
    const found = `${operation.op === 'kill' ? 'opening it again' : operation.op} ${problem}`;
    const session = 'session' in operation ? { session: operation.session } : {};
    const failing = someSourceFails(this.#world);
    const one = (kind: RegistryDeviationKind, expected: string): RegistryDeviation[] => [
      { kind, step: index, ...session, expected, found },
    ];
    switch (operation.op) {
      case 'kill':
        return one('stale', 'the registry opens on whatever it has left, and asks who knows');
      case 'launch':
        // Whoever cannot ask may refuse.
        return failing ? [] : this.#launchRefused(operation.session, one);
      case 'wrapper-ends':
        return one('wrapper', 'the registry takes note that a wrapper has ended');
      case 'lock':
      case 'unlock':
      case 'locks':
        return one('lock', `${operation.op} gives an answer`);
      case 'stored':
        return one('retention', 'what is stored can be looked at');
      default:
        if (failing) return one('failed-source', 'what a source that fails would have told is unknown');
        return one('stale', `${operation.op} gives an answer`);
    }
  }

  #launchRefused(
    session: RegistrySession,
    one: (kind: RegistryDeviationKind, expected: string) => RegistryDeviation[],
  ): RegistryDeviation[] {
    const { launch } = this.#world.sessions[session];
    const isFirst = launch === undefined || launch.earlier === 0;
    if (isFirst && !this.#memories[session].good.has('stopped')) return one('retention', 'a launch is stored');
    // Who takes the one before for running, or may do so, is wrong about that and right to refuse.
    const { lastSaid } = this.#memories[session];
    if (lastSaid !== 'stopped' && lastSaid !== 'absent') return [];
    return one('id', `a new session gets the id "${session}", since the one that had it is dead`);
  }
}

function keptOfRounds({ operation, outcome }: RegistryStep, step: number): RegistryDeviation[] {
  if (operation.op !== 'rounds' || outcome.how !== 'done' || outcome.answer.is !== 'kept') return [];
  const { count } = operation;
  const { entries, bytes } = outcome.answer;
  const isMuch = entries > count * KEPT_OF_ROUNDS.share || bytes > count * KEPT_OF_ROUNDS.bytesEach;
  if (!isMuch) return [];
  const expected = `of ${count} sessions that are dead and have had their time, next to nothing is left`;
  return [{ kind: 'retention', step, expected, found: `${entries} entries and ${bytes} bytes were left` }];
}

function mapSessions<T>(of: (session: RegistrySession) => T): Sessions<T> {
  return { alpha: of('alpha'), beta: of('beta'), gamma: of('gamma') };
}

function spanOf({ fromMs, untilMs }: RegistryStep): { fromMs: number; untilMs: number } {
  return { fromMs, untilMs };
}

function without<T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> {
  return new Set([...set].filter((one) => one !== value));
}

function shownSaid(said: Said): string {
  return said === 'absent' ? 'nothing' : said;
}
