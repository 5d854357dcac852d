import type { UpgradeRequirement } from './requirement.ts';
import { upg1 } from './requirements/upg-1.ts';
import { upg2 } from './requirements/upg-2.ts';
import { upg3 } from './requirements/upg-3.ts';
import { upg4 } from './requirements/upg-4.ts';
import { upg5 } from './requirements/upg-5.ts';

export const UPGRADE_SUITE_NAME = 'upgrade';

/** The requirements of this suite, in the order of the specification. */
export const UPGRADE_REQUIREMENTS: readonly UpgradeRequirement[] = [upg1, upg2, upg3, upg4, upg5];
