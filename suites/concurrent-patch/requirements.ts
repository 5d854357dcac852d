import type { PatchRequirement } from './requirement.ts';
import { patch1 } from './requirements/patch-1.ts';
import { patch2 } from './requirements/patch-2.ts';
import { patch3 } from './requirements/patch-3.ts';
import { patch4 } from './requirements/patch-4.ts';
import { patch5 } from './requirements/patch-5.ts';
import { patch6 } from './requirements/patch-6.ts';
import { patch7 } from './requirements/patch-7.ts';
import { patch8 } from './requirements/patch-8.ts';
import { patch9 } from './requirements/patch-9.ts';
import { patch10 } from './requirements/patch-10.ts';
import { patch11 } from './requirements/patch-11.ts';
import { patch12 } from './requirements/patch-12.ts';
import { patch13 } from './requirements/patch-13.ts';
import { patch14 } from './requirements/patch-14.ts';

export const PATCH_SUITE_NAME = 'concurrent-patch';

/** The requirements of this suite, in the order of the specification. */
export const PATCH_REQUIREMENTS: readonly PatchRequirement[] = [
  patch1,
  patch2,
  patch3,
  patch4,
  patch5,
  patch6,
  patch7,
  patch8,
  patch9,
  patch10,
  patch11,
  patch12,
  patch13,
  patch14,
];
