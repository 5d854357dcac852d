import type { Operation } from '../../harness/model/operation.ts';
import type { Found } from './assessor.ts';
import { describeDeviation } from './deviation.ts';
import { NO_CLOCK_TO_SET } from './lease/no-clock-to-set.ts';
import type { ClockStep, Reopening, Trial, TrialKind } from './trial.ts';

/** What makes a failure of this suite happen again, and what it was. Plain data. */
export interface ClockCore {
  readonly scenario: 'clock';
  readonly operations: Operation[];
  readonly trial: TrialKind;
  readonly sessions: string[];
  readonly apartMs: number;
  readonly zoneMinutes?: number;
  readonly steps: ClockStep[];
  readonly reopenings: Reopening[];
  readonly expected: string;
  readonly observed: string;
}

export function coreOfClock({ trial, deviation }: Found): ClockCore {
  return coreOfTrial(trial, describeDeviation(deviation));
}

export function coreOfTrial(trial: Trial, told: Pick<ClockCore, 'expected' | 'observed'>): ClockCore {
  const { kind, operations, sessions, apartMs, zoneMinutes, steps, reopenings } = trial;
  return {
    scenario: 'clock',
    operations: [...operations],
    trial: kind,
    sessions: [...sessions],
    apartMs,
    ...(zoneMinutes === undefined ? {} : { zoneMinutes }),
    steps: [...steps],
    reopenings: [...reopenings],
    ...told,
  };
}

export function trialOf({ trial: kind, operations, sessions, apartMs, zoneMinutes, steps, reopenings }: ClockCore): Trial {
  const zone = zoneMinutes === undefined ? {} : { zoneMinutes };
  return { kind, operations, sessions, apartMs, ...zone, steps, reopenings };
}

/** Why it cannot be had where the clock is real: only modification times can be set there. */
export function needsOwnClock({ steps, reopenings }: Pick<ClockCore, 'steps' | 'reopenings'>): string | undefined {
  const timesAlone = steps.length === 0 && reopenings.every(({ laterMs, timesMs }) => timesMs !== undefined || laterMs >= 0);
  const setsTimes = reopenings.some(({ timesMs }) => timesMs !== undefined);
  return timesAlone && setsTimes ? undefined : NO_CLOCK_TO_SET;
}
