import { Failure } from '../../contract/failure.ts';

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
