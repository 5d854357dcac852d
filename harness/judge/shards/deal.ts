import type { Part } from '../parts.ts';
import { suiteNamed } from '../requirements.ts';
import type { Shard } from './shard.ts';

/**
 * Whether a part of a run is this shard's. Parts that want to know what others find out are where those are; apart from that they are dealt out in turn, so
 * that all shards know without asking each other.
 */
export function isOwn(index: number, parts: readonly Part[], shard: Shard): boolean {
  const hand = dealt(parts)[index];
  return hand !== undefined && hand % shard.of === shard.index - 1;
}

/** For each part the number of its hand. */
function dealt(parts: readonly Part[]): number[] {
  const hands: number[] = [];
  let next = 0;
  for (const part of parts) {
    const { uses = [] } = suiteNamed(part.suite);
    const with_ = parts.findIndex(
      (other) => other.does === 'judge' && (suiteNamed(other.suite).learns ?? []).some((fact) => uses.includes(fact)),
    );
    const known = part.does === 'judge' && with_ !== -1 ? hands[with_] : undefined;
    hands.push(known ?? next++);
  }
  return hands;
}
