import type { ServerRequirement } from '../served/requirement.ts';
import { srv1 } from './requirements/srv-1.ts';
import { srv2 } from './requirements/srv-2.ts';
import { srv3 } from './requirements/srv-3.ts';
import { srv4 } from './requirements/srv-4.ts';
import { srv5 } from './requirements/srv-5.ts';
import { srv6 } from './requirements/srv-6.ts';
import { srv7 } from './requirements/srv-7.ts';
import { srv8 } from './requirements/srv-8.ts';
import { srv9 } from './requirements/srv-9.ts';
import { srv10 } from './requirements/srv-10.ts';
import { srv11 } from './requirements/srv-11.ts';

/** The requirements of this suite, in the order of the specification. */
export const SERVER_REQUIREMENTS: readonly ServerRequirement[] = [
  srv1,
  srv2,
  srv3,
  srv4,
  srv5,
  srv6,
  srv7,
  srv8,
  srv9,
  srv10,
  srv11,
];
