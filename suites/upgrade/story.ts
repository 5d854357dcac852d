import { tellDeath } from '../../harness/crash/story.ts';
import { nameOf } from '../../harness/crash/tell-statuses.ts';
import { describeProblem } from '../../harness/host/problem.ts';
import type { LivedChapter, LivedTrial } from './live-trial.ts';
import { operationsOfChapter, type UpgradeTrial } from './trial.ts';

/** What happened, life by life, a sentence a step. */
export function tellLives({ chapters }: LivedTrial<unknown>): string[] {
  return chapters.flatMap((lived, index) => tellLife(lived, index));
}

/** The same as far as it is known when a version never comes back. */
export function tellEndless({ chapters }: UpgradeTrial): string[] {
  return [
    ...chapters.map((chapter, index) => {
      const told = operationsOfChapter(chapter).map(nameOf).join(', ');
      return `${beginning(chapter.version, index)}${told === '' ? '' : ` It was told: ${told}.`}`;
    }),
    'From somewhere in there it never came back.',
  ];
}

function tellLife(lived: LivedChapter<unknown>, index: number): string[] {
  const { chapter, life, operations, statuses } = lived;
  const { numbers, version, beside, crash, fault } = chapter;
  const told: string[] = [];
  if (numbers !== undefined) {
    const where = numbers.key === '' ? 'The version number' : `\`${numbers.key}\``;
    told.push(`${where} in the store's files was made ${JSON.stringify(numbers.to)}.`);
  }
  told.push(beginning(version, index));
  if (fault !== undefined) {
    const struck = life.trace.find((entry) => entry.type === 'fs' && entry.error !== undefined && entry.injected === true);
    const call = struck?.type === 'fs' ? `${struck.api}${struck.path === undefined ? '' : ` on ${struck.path}`}` : 'A call';
    told.push(`${call} failed with ${fault.code}.`);
  }
  const { opened, besides } = life.report;
  if (!opened.ok) told.push(`It did not open: opening ${describeProblem(opened.problem)}.`);
  if (beside !== undefined) {
    const other = beside.version === undefined ? 'the present version' : `version ${beside.version}`;
    const problem =
      besides[0]?.opened.ok === false ? `, which did not open: opening ${describeProblem(besides[0].opened.problem)}` : '';
    told.push(`Before its last operation ${other} was opened on the same directory${problem}.`);
  }
  const named = (wanted: string): string[] => operations.filter((_, at) => statuses[at] === wanted).map(nameOf);
  if (named('acknowledged').length > 0) told.push(`Acknowledged: ${named('acknowledged').join(', then ')}.`);
  if (named('rejected').length > 0) told.push(`Refused: ${named('rejected').join(', then ')}.`);
  if (named('pending').length > 0) told.push(`In flight: ${named('pending').join(', ')}.`);
  if (crash !== undefined) told.push(...tellDeath(life, crash.point));
  else if (opened.ok) told.push('It was closed.');
  return told;
}

function beginning(version: string | undefined, index: number): string {
  const who = version === undefined ? 'The present version' : `The older version ${version}`;
  return `${who} was opened on ${index === 0 ? 'an empty directory' : 'what was there'}.`;
}
