import type { ClockRequirement } from './requirement.ts';
import { time1 } from './requirements/time-1.ts';
import { time2 } from './requirements/time-2.ts';
import { time3 } from './requirements/time-3.ts';
import { time4 } from './requirements/time-4.ts';
import { time5 } from './requirements/time-5.ts';

export const CLOCK_SUITE_NAME = 'clock';

/** The requirements of this suite, in the order of the specification. */
export const CLOCK_REQUIREMENTS: readonly ClockRequirement[] = [time1, time2, time3, time4, time5];
