import type { IdentityRequirement } from './requirement.ts';
import { ident1 } from './requirements/ident-1.ts';
import { ident2 } from './requirements/ident-2.ts';
import { ident3 } from './requirements/ident-3.ts';
import { ident4 } from './requirements/ident-4.ts';
import { ident5 } from './requirements/ident-5.ts';
import { ident6 } from './requirements/ident-6.ts';
import { ident7 } from './requirements/ident-7.ts';
import { ident8 } from './requirements/ident-8.ts';
import { ident9 } from './requirements/ident-9.ts';

export const IDENTITY_SUITE_NAME = 'identity';

/** The requirements of this suite, in the order of the specification. */
export const IDENTITY_REQUIREMENTS: readonly IdentityRequirement[] = [
  ident1,
  ident2,
  ident3,
  ident4,
  ident5,
  ident6,
  ident7,
  ident8,
  ident9,
];
