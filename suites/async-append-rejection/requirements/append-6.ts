import { type AppendRequirement, allOf, NO_CALLS, needsMethod, needsSurvival } from '../requirement.ts';

/** APPEND-6. */
export const append6: AppendRequirement = {
  id: 'APPEND-6',
  title: 'a short or failed write is rolled back, or terminated, before the next append; records never glue',
  severity: 'MUST',
  needs: 'append',
  origin: 'oh-my-pi#8596: ENOSPC leaves part of a record, and the next append continues the line; qwen-code#3606',
  explanation: `A write that fails may have written something. If the next record is put right behind it, both are one line that does not parse: the later one, which was
acknowledged, is lost, and often everything that follows it.

What to do: remember where the last good record ended, and truncate to it when a write fails; or begin each record with a newline, and skip what does not parse. If the truncation
fails too, do it before the next append.`,
  defects: ['failed-append-glued', 'failed-batch-glued'],
  notApplicable: allOf(needsMethod('append'), needsSurvival),
  concerns: (faultCase) => faultCase.fault !== undefined && faultCase.struck,
  untried: NO_CALLS,
  isBrokenBy: ({ kind }) => kind === 'glued',
};
