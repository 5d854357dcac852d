import { type AppendRequirement, allOf, needsMethod, needsSurvival } from '../requirement.ts';

/** APPEND-7. */
export const append7: AppendRequirement = {
  id: 'APPEND-7',
  title: 'close drains the queue; append after close is refused, never accepted and dropped',
  severity: 'MUST',
  loss: 'use',
  needs: 'close',
  origin: 'incident 3, after its fix: append after close is accepted',
  explanation: `Close is the last chance: what is in the queue then is written, or close rejects. So is what is in flight: a patch
that was called and not awaited yet is on the disk when close resolves, or is refused. Afterwards nothing will drain the queue any more, so an append that is accepted then is lost
without a word.

What to do: set a flag first, so that every later write is refused; then wait for those that are running, and flush; then release what is open.`,
  defects: ['close-without-draining', 'append-after-close-accepted', 'close-while-writing'],
  notApplicable: allOf(needsMethod('close'), needsSurvival),
  concerns: ({ fault, workload }) => fault === undefined && workload.closesAtOnce === true,
  untried: 'close could not be tried',
  isBrokenBy: ({ kind }) => kind === 'close',
};
