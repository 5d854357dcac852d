import type { TornRequirement } from './requirement.ts';
import { torn1 } from './requirements/torn-1.ts';
import { torn2 } from './requirements/torn-2.ts';
import { torn3 } from './requirements/torn-3.ts';
import { torn4 } from './requirements/torn-4.ts';
import { torn5 } from './requirements/torn-5.ts';
import { torn6 } from './requirements/torn-6.ts';

export const TORN_SUITE_NAME = 'torn-read';

/** The requirements of this suite, in the order of the specification. */
export const TORN_REQUIREMENTS: readonly TornRequirement[] = [torn1, torn2, torn3, torn4, torn5, torn6];
