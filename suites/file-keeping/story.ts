import { statusesOf } from '../../harness/model/history.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { tellCalled } from '../tell-called.ts';
import { octal } from './exposure.ts';
import type { LivedPart, LivedTrial } from './live-trial.ts';
import { shownPath } from './session-files.ts';
import type { Trial, TrialKind } from './trial.ts';

const MOST_SENTENCES = 24;

/** What was done in a trial, a sentence a step. */
export function tellTrial<Image>({ trial, lives }: LivedTrial<Image>): string[] {
  const story = [...UNUSUAL[trial.kind]];
  for (const [index, part] of lives.entries()) {
    if (index === 1) story.push(...(BETWEEN[trial.kind] ?? []), ...tellGiven(trial));
    if (part.link !== undefined) {
      const { path, to } = part.link;
      story.push(
        `When it was closed, ${shownPath(path)} was moved to ${shownPath(to)}, and a symbolic link to that was put in its place.`,
      );
    }
    story.push(
      index === 0 ? 'The store was opened on an empty directory.' : 'It was closed, and opened again on what it had left.',
    );
    story.push(...(part.life.report.opened.ok ? tellLife(part) : ['It did not open.']));
  }
  return story.length > MOST_SENTENCES ? [...story.slice(0, MOST_SENTENCES - 1), 'And so on.'] : story;
}

/** The same as far as it is known when the store never comes back. */
export function tellEndlessTrial({ kind, operations }: Trial): string[] {
  return [
    ...UNUSUAL[kind],
    `Called was, in this order: ${operations.map(nameOf).join(', ')}; and the store was opened again in between.`,
    'From somewhere in there the store never came back.',
  ];
}

/** What is done between the first two lives. */
const BETWEEN: { readonly [K in TrialKind]?: readonly string[] } = {
  'made-private': ['When it was closed, somebody gave the files that hold the session mode 0600.'],
  owner: ['When it was closed, the files that hold the session were given to user 1234 and group 1235.'],
};

function tellGiven({ given, failing }: Trial): string[] {
  if (given === undefined) return [];
  const { mode, uid, gid } = given;
  const what = [
    ...(mode === undefined ? [] : [`mode ${octal(mode)}`]),
    ...(uid === undefined ? [] : [`user ${uid}`]),
    ...(gid === undefined ? [] : [`group ${gid}`]),
  ];
  return [
    `When it was closed, somebody gave the files that hold the session ${what.join(' and ')}.`,
    ...(failing === undefined ? [] : [`In the next life ${failing.primitive} number ${failing.call + 1} fails with EIO.`]),
  ];
}

const UNUSUAL: { readonly [K in TrialKind]: readonly string[] } = {
  plain: [],
  'umask-022': ['The umask of its processes is 022: what they make can be read by everybody, unless they say otherwise.'],
  'umask-077': ['The umask of its processes is 077: what they make can be read by its owner alone, unless they say otherwise.'],
  'made-private': [],
  'link-beside': [],
  'link-elsewhere': [],
  'temporary-apart': [
    'From the second life on the directory that `os.tmpdir()` gives is on another file system: no rename leads from there to here (EXDEV).',
  ],
  'read-only-directory': [
    'The process is not root. The directory and its files belong to it; in the second life the directory is read-only (mode 0555), and the files can be written to.',
  ],
  'folded-names': ['The file system folds names: those that differ only in case, or in how Unicode composes them, are one name.'],
  owner: ['The process is root.'],
  attributes: [],
  'long-names': ['A name may have 255 bytes.'],
};

function tellLife<Image>({ operations, life: { report } }: LivedPart<Image>): string[] {
  const statuses = statusesOf(report.history, operations.length);
  return operations.flatMap((operation, index) => {
    if (operation.op === 'rest') return [];
    const error = report.history.find((event) => event.type === 'reject' && event.operation === index)?.error;
    const call = { name: nameOf(operation), error: error === undefined ? undefined : withoutRoot(error) };
    return [tellCalled(operation, statuses[index], call)];
  });
}

function nameOf(operation: Operation): string {
  const session = sessionOf(operation);
  return session === undefined ? operation.op : `${operation.op} of ${JSON.stringify(session)}`;
}

/** The root of the disk is another one in each life. */
function withoutRoot(error: string): string {
  return error.replaceAll(/\/cw-\d+\/tmp\//g, '<os.tmpdir()>/');
}
