import type { CrashRequirement } from './requirement.ts';
import { crash1 } from './requirements/crash-1.ts';
import { crash2 } from './requirements/crash-2.ts';
import { crash3 } from './requirements/crash-3.ts';
import { crash4 } from './requirements/crash-4.ts';
import { crash5 } from './requirements/crash-5.ts';
import { crash6 } from './requirements/crash-6.ts';
import { crash7 } from './requirements/crash-7.ts';
import { crash8 } from './requirements/crash-8.ts';
import { crash9 } from './requirements/crash-9.ts';
import { crash10 } from './requirements/crash-10.ts';
import { crash11 } from './requirements/crash-11.ts';
import { crash12 } from './requirements/crash-12.ts';
import { crash13 } from './requirements/crash-13.ts';
import { crash14 } from './requirements/crash-14.ts';

export const SUITE_NAME = 'crash-injection';

/** The requirements of this suite, in the order of the specification. */
export const CRASH_REQUIREMENTS: readonly CrashRequirement[] = [
  crash1,
  crash2,
  crash3,
  crash4,
  crash5,
  crash6,
  crash7,
  crash8,
  crash9,
  crash10,
  crash11,
  crash12,
  crash13,
  crash14,
];
