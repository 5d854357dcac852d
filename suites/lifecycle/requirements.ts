import type { LifecycleRequirement } from './requirement.ts';
import { life1 } from './requirements/life-1.ts';
import { life2 } from './requirements/life-2.ts';
import { life3 } from './requirements/life-3.ts';
import { life4 } from './requirements/life-4.ts';
import { life5 } from './requirements/life-5.ts';
import { life6 } from './requirements/life-6.ts';
import { life7 } from './requirements/life-7.ts';
import { life8 } from './requirements/life-8.ts';
import { life9 } from './requirements/life-9.ts';
import { life10 } from './requirements/life-10.ts';
import { life11 } from './requirements/life-11.ts';
import { life12 } from './requirements/life-12.ts';
import { life13 } from './requirements/life-13.ts';
import { life14 } from './requirements/life-14.ts';

export const LIFECYCLE_SUITE_NAME = 'lifecycle';

/** The requirements of this suite, in the order of the specification. */
export const LIFECYCLE_REQUIREMENTS: readonly LifecycleRequirement[] = [
  life1,
  life2,
  life3,
  life4,
  life5,
  life6,
  life7,
  life8,
  life9,
  life10,
  life11,
  life12,
  life13,
  life14,
];
