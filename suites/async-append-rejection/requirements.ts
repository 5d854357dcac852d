import type { AppendRequirement } from './requirement.ts';
import { append1 } from './requirements/append-1.ts';
import { append2 } from './requirements/append-2.ts';
import { append3 } from './requirements/append-3.ts';
import { append4 } from './requirements/append-4.ts';
import { append5 } from './requirements/append-5.ts';
import { append6 } from './requirements/append-6.ts';
import { append7 } from './requirements/append-7.ts';
import { append8 } from './requirements/append-8.ts';
import { append9 } from './requirements/append-9.ts';
import { append10 } from './requirements/append-10.ts';
import { append11 } from './requirements/append-11.ts';
import { append12 } from './requirements/append-12.ts';
import { append13 } from './requirements/append-13.ts';
import { append14 } from './requirements/append-14.ts';
import { append15 } from './requirements/append-15.ts';
import { append16 } from './requirements/append-16.ts';

export const APPEND_SUITE_NAME = 'async-append-rejection';

/** The requirements of this suite, in the order of the specification. */
export const APPEND_REQUIREMENTS: readonly AppendRequirement[] = [
  append1,
  append2,
  append3,
  append4,
  append5,
  append6,
  append7,
  append8,
  append9,
  append10,
  append11,
  append12,
  append13,
  append14,
  append15,
  append16,
];
