import type { TruthRequirement } from './requirement.ts';
import { truth1 } from './requirements/truth-1.ts';
import { truth2 } from './requirements/truth-2.ts';
import { truth3 } from './requirements/truth-3.ts';
import { truth4 } from './requirements/truth-4.ts';
import { truth5 } from './requirements/truth-5.ts';
import { truth6 } from './requirements/truth-6.ts';
import { truth7 } from './requirements/truth-7.ts';
import { truth8 } from './requirements/truth-8.ts';
import { truth9 } from './requirements/truth-9.ts';
import { truth10 } from './requirements/truth-10.ts';
import { truth11 } from './requirements/truth-11.ts';

/** The requirements of this suite, in the order of the specification. */
export const TRUTH_REQUIREMENTS: readonly TruthRequirement[] = [
  truth1,
  truth2,
  truth3,
  truth4,
  truth5,
  truth6,
  truth7,
  truth8,
  truth9,
  truth10,
  truth11,
];
