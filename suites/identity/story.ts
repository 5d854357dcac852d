import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { statusesOf } from '../../harness/model/history.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { tellCalled } from '../tell-called.ts';
import type { LivedPart, LivedTrial } from './live-trial.ts';
import { named } from './named.ts';
import type { Trial } from './trial.ts';

const MOST_SENTENCES = 24;

/** What was done in a trial, a sentence a step. */
export function tellTrial({ trial, lives }: LivedTrial<unknown>, { append }: Pick<ResolvedClaims, 'append'>): string[] {
  const story: string[] = [];
  for (const [index, part] of lives.entries()) {
    story.push(
      index === 0 ? 'The store was opened on an empty directory.' : 'It was closed, and opened again on what it had left.',
    );
    if (index === 1 && trial.longestString !== undefined)
      story.push(
        `No string of more than ${trial.longestString} characters could be made of bytes, as none of half a gigabyte can otherwise.`,
      );
    if (!part.life.report.opened.ok) story.push('It did not open.');
    else story.push(...tellLife(part, append));
    if (trial.kind === 'alias' && index === 0) story.push(...aliasing(part));
  }
  return story.length > MOST_SENTENCES ? [...story.slice(0, MOST_SENTENCES - 1), 'And so on.'] : story;
}

/** The same as far as it is known when the store never comes back. */
export function tellEndlessTrial({ operations, reopenBefore }: Pick<Trial, 'operations' | 'reopenBefore'>): string[] {
  const reopened = reopenBefore.some((before) => before < operations.length) ? ', and the store was opened again in between' : '';
  return [
    'The store was opened on an empty directory.',
    `Called was, in this order: ${operations.map(nameOf).join(', ')}${reopened}. After each all was read.`,
    'From somewhere in there the store never came back.',
  ];
}

function aliasing({ life: { report } }: LivedPart<unknown>): string[] {
  const { methods = [] } = report.capabilities ?? {};
  const given = [report.capabilities?.fields ? 'patch' : '', report.capabilities?.records ? 'append' : ''].filter(Boolean);
  const first = methods.includes('create') ? 'A session was made by create without content. ' : '';
  return [
    `${first}${capitalised(given.join(' and '))} wrote to it; the object that had been passed in was changed as soon as the call had returned, and the session was read.`,
    'Then an object that read had returned was changed, and the session was read once more.',
  ];
}

function tellLife({ steps, operations, life: { report } }: LivedPart<unknown>, append: ResolvedClaims['append']): string[] {
  const statuses = statusesOf(report.history, operations.length);
  const told: string[] = [];
  let done = 0;
  for (const step of steps) {
    if (step.do === 'beside') {
      const names = step.operations.map(nameOf).join(', ');
      told.push(`A second store was opened on another, empty directory. There: ${names}. Then it was closed.`);
    } else if (step.do === 'fork') {
      const what = `A fork of the first ${step.at} records of ${named(step.session)}, called ${named(step.id)},`;
      told.push(report.forked?.ok === true ? `${what} was made.` : `${what} was refused.`);
    } else if (step.do === 'operations') {
      const operation = step.operations[0];
      const error = report.history.find((event) => event.type === 'reject' && event.operation === done)?.error;
      if (operation !== undefined && operation.op !== 'rest')
        told.push(tellCalled(operation, statuses[done], { name: nameOf(operation), error, queued: append === 'queued' }));
      done++;
    }
  }
  return told;
}

function nameOf(operation: Operation): string {
  const session = sessionOf(operation);
  return session === undefined ? operation.op : `${operation.op} of ${named(session)}`;
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
