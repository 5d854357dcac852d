import type { RepairRequirement } from './requirement.ts';
import { repair1 } from './requirements/repair-1.ts';
import { repair2 } from './requirements/repair-2.ts';
import { repair3 } from './requirements/repair-3.ts';
import { repair4 } from './requirements/repair-4.ts';
import { repair5 } from './requirements/repair-5.ts';
import { repair6 } from './requirements/repair-6.ts';
import { repair7 } from './requirements/repair-7.ts';
import { repair8 } from './requirements/repair-8.ts';

export const REPAIR_SUITE_NAME = 'corrupt-file-repair';

/** The requirements of this suite, in the order of the specification. */
export const REPAIR_REQUIREMENTS: readonly RepairRequirement[] = [
  repair1,
  repair2,
  repair3,
  repair4,
  repair5,
  repair6,
  repair7,
  repair8,
];
