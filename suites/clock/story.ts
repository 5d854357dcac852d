import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { statusesOf } from '../../harness/model/history.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { tellCalled } from '../tell-called.ts';
import type { LivedPart, LivedTrial } from './live-trial.ts';
import { operationName, reopenedText, stepText, timesText, zoneText } from './moments.ts';
import type { Trial } from './trial.ts';

const MOST_SENTENCES = 24;

/** What was done in a trial, a sentence a step. */
export function tellTrial({ trial, lives }: LivedTrial<unknown>, { append }: Pick<ResolvedClaims, 'append'>): string[] {
  const story: string[] = [];
  for (const part of lives) {
    story.push(...tellOpening(part));
    if (part.life.report.opened.ok) story.push(...tellLife(part, trial, append));
    else story.push('It did not open.');
  }
  if (trial.zoneMinutes !== undefined) story.splice(1, 0, `Local time was ${zoneText(trial.zoneMinutes)}.`);
  if (trial.kind === 'tick' && lives[0]?.life.begunMs !== undefined)
    story.splice(1, 0, 'By its clock no time passed between one call and the next.');
  return story.length > MOST_SENTENCES ? [...story.slice(0, MOST_SENTENCES - 1), 'And so on.'] : story;
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** The same as far as it is known when the store never comes back. */
export function tellEndlessTrial({ operations, steps, reopenings }: Trial): string[] {
  return [
    'The store was opened on an empty directory.',
    `Called was, in this order: ${operations.map(operationName).join(', ')}. After each all was read.`,
    ...steps.map((step) => `${inFrontOf(step.before, operations)}${stepText(step)}.`),
    ...reopenings.map((reopening) => `${inFrontOf(reopening.before, operations)}it was opened again ${reopenedText(reopening)}.`),
    'From somewhere in there the store never came back.',
  ];
}

function inFrontOf(before: number, operations: readonly Operation[]): string {
  const operation = operations[before];
  return operation === undefined ? 'In the end ' : `In front of ${operationName(operation)} `;
}

function tellOpening({ reopening, life }: LivedPart<unknown>): string[] {
  if (reopening === undefined) return ['The store was opened on an empty directory.'];
  const { timesMs } = reopening;
  const isReal = life.begunMs === undefined;
  if (timesMs === undefined) return [`It was closed, and opened again${isReal ? '' : ` ${reopenedText(reopening)}`}.`];
  return [
    `It was closed. The modification times of all its files were ${timesText(timesMs)}.`,
    `It was opened again${reopening.laterMs === 0 || isReal ? '' : ` ${reopenedText(reopening)}`}.`,
  ];
}

function tellLife(
  { steps, first, operations, life: { report } }: LivedPart<unknown>,
  trial: Trial,
  append: ResolvedClaims['append'],
): string[] {
  const statuses = statusesOf(report.history, operations.length);
  const told: string[] = [];
  let done = 0;
  for (const step of steps) {
    if (step.do === 'step-clock' && trial.steps.some(({ before }) => before === first + done)) {
      told.push(`${capitalised(stepText(step))}.`);
    } else if (step.do === 'operations') {
      const operation = step.operations[0];
      const error = report.history.find((event) => event.type === 'reject' && event.operation === done)?.error;
      if (operation?.op === 'rest') told.push('Nothing was called until nothing more was to come.');
      else if (operation !== undefined)
        told.push(tellCalled(operation, statuses[done], { name: operationName(operation), error, queued: append === 'queued' }));
      done++;
    }
  }
  return told;
}
