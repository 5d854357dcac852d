import type { Report } from '../../../verdict/report.ts';
import { sampleRaceRequirement } from '../../sample-race.test-data.ts';
import { samplePowerLossRequirement, sampleReport } from '../../sample-report.test-data.ts';
import { sampleLanes, sampleTimeline } from '../../sample-timeline.test-data.ts';

/** A report with all that a page can show: crashes and a race with their moments, a power loss under several models, every verdict and finding. */
export function fullReport(): Report {
  const report = sampleReport();
  const [crash, ...others] = report.requirements;
  const race = sampleRaceRequirement();
  return {
    ...report,
    requirements: [
      ...(crash?.counterexample === undefined
        ? []
        : [{ ...crash, counterexample: { ...crash.counterexample, timeline: sampleTimeline() } }]),
      ...others,
      { ...samplePowerLossRequirement(), loss: 'power-loss' },
      {
        ...race,
        loss: 'race',
        ...(race.counterexample === undefined ? {} : { counterexample: { ...race.counterexample, timeline: sampleLanes() } }),
      },
    ],
  };
}

/** The same with something in every text that would be an element, a script or the end of one if it were taken for HTML. */
export function hostileReport(hostile: string): Report {
  return spoilt(fullReport(), hostile);
}

/** By these keys code decides what it does; no store fills them. */
const DECIDED =
  /^(verdict|severity|level|holds|loss|scenario|op|kind|how|result|host|outcome|guarantee|model|models|verifiedUnder|notVerifiedUnder|of|when|turns|startedAt|effort)$/;

/** Of keys that a store does fill elsewhere. */
const CHOICES = ['plain', 'symlink', 'fsync'];

function spoilt<T>(value: T, hostile: string, key = ''): T {
  if (typeof value === 'string') return (DECIDED.test(key) || CHOICES.includes(value) ? value : `${value}${hostile}`) as T;
  if (Array.isArray(value)) return value.map((item) => spoilt(item, hostile, key)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, spoilt(item, hostile, name)])) as T;
}
