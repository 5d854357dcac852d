import type { KeepRequirement } from './requirement.ts';
import { keep1 } from './requirements/keep-1.ts';
import { keep2 } from './requirements/keep-2.ts';
import { keep3 } from './requirements/keep-3.ts';
import { keep4 } from './requirements/keep-4.ts';
import { keep5 } from './requirements/keep-5.ts';

export const KEEP_SUITE_NAME = 'file-keeping';

/** The requirements of this suite, in the order of the specification. */
export const KEEP_REQUIREMENTS: readonly KeepRequirement[] = [keep1, keep2, keep3, keep4, keep5];
