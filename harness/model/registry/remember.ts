import { type Evidence, looksLike } from './evidence.ts';
import type { SessionMemory } from './judge-status.ts';
import { REGISTRY_CONFIG } from './operation.ts';
import type { RegistryStep } from './step.ts';

/**
 * What is known of a session when a step has been made. A registry may look at the world at any time, not only when it is asked: so what it may have
 * seen is noted at every step, and what it must have seen where it was asked.
 */
export function remembered(memory: SessionMemory, { operation, fromMs }: RegistryStep, evidence: Evidence): SessionMemory {
  const { source } = evidence;
  const asked = operation.op === 'status' || operation.op === 'list' || operation.op === 'sweep';
  const isGood = source === 'running' || source === 'stopped' || source === 'absent';
  const { deadSinceMs, ...kept } = memory;
  return {
    ...kept,
    ...(isGood ? { good: withOne(memory.good, source), lastGood: source } : {}),
    mayBeDead: memory.mayBeDead || mayBeDead(evidence),
    ...deathOf({ deadSinceMs, mustBeGone: memory.mustBeGone }, { asked, swept: operation.op === 'sweep', fromMs }, evidence),
  };
}

function mayBeDead({ source, process, grace }: Evidence): boolean {
  if (process === 'dead' || process === 'zombie' || process === 'reused' || source === 'stopped' || source === 'doubtful')
    return true;
  return source === 'absent' && process === 'none' && grace !== 'held';
}

function deathOf(
  { deadSinceMs, mustBeGone }: { deadSinceMs: number | undefined; mustBeGone: boolean },
  { asked, swept, fromMs }: { asked: boolean; swept: boolean; fromMs: number },
  evidence: Evidence,
): Pick<SessionMemory, 'deadSinceMs' | 'mustBeGone'> {
  // Zombies and pids that are in use again are judged by the status: whoever takes them for alive keeps what he takes to be alive.
  const isDead = looksLike(evidence) === 'stopped' && (evidence.process === 'dead' || evidence.process === 'none');
  if (!isDead) return { mustBeGone: false };
  const since = deadSinceMs ?? (asked ? fromMs : undefined);
  if (since === undefined) return { mustBeGone: false };
  return { deadSinceMs: since, mustBeGone: mustBeGone || (swept && fromMs > since + 2 * REGISTRY_CONFIG.ttlMs) };
}

function withOne<T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> {
  return set.has(value) ? set : new Set([...set, value]);
}
