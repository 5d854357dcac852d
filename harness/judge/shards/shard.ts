import { Failure } from '../../contract/failure.ts';
import type { Part } from '../parts.ts';
import { suiteNamed } from '../requirements.ts';

/** Which share of a run this one is: the `index`-th, counted from 1, of so many. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** @throws {Failure} CW_USAGE_OPTION_VALUE */
export function parseShard(text: string): Shard {
  const [, index = 0, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (index >= 1 && index <= of) return { index, of };
  throw new Failure('CW_USAGE_OPTION_VALUE', `--shard takes a share such as 2/4: from 1/4 to 4/4; found "${text}".`);
}

/**
 * Whether a part of a run is this shard's. Parts that want to know what others find out are where those are; apart from that they are dealt out in turn, so
 * that all shards know without asking each other.
 */
export function isOwn(index: number, parts: readonly Part[], shard: Shard): boolean {
  return dealt(parts)[index] === undefined ? false : (dealt(parts)[index] ?? 0) % shard.of === shard.index - 1;
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
