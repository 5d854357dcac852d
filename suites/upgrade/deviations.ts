import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { describeProblem } from '../../harness/host/problem.ts';
import type { Snapshot } from '../../harness/host/snapshot.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { type ComparedParts, sameJson } from '../../harness/model/reference.ts';
import type { InitialStates } from '../expected-states.ts';
import type { Deviation } from './deviation.ts';
import { describeFound, describeLegalStates, isLegal, type LegalStates, legalAfter } from './legal-states.ts';
import { type LivedChapter, type LivedTrial, looksOf } from './live-trial.ts';

export interface JudgingContext {
  readonly claims: ResolvedClaims;
  readonly capabilities: Capabilities;
}

/** Further lives, that only some trials need. */
export interface FurtherLives<Image> {
  /** What the older version shows on the disk that the present one had refused; `undefined` if it does not open. */
  olderShows(version: string, at: LivedChapter<Image>): Promise<Snapshot | undefined>;
  /** Whether all that the first life had left is still there as it was. */
  hasOldFiles(at: LivedChapter<Image>): Promise<boolean>;
  /** The version numbers that stand under a key. */
  numbersOf(image: Image, key: string): Promise<readonly { readonly path: string; readonly value: number | string }[]>;
  /** How often the disk is changed by opening and reading what the present version has written itself. */
  usualChanges(operations: readonly Operation[]): Promise<number>;
}

/** What is wrong with how a trial went. */
export async function deviationsOf<Image>(
  lived: LivedTrial<Image>,
  context: JudgingContext,
  further: FurtherLives<Image>,
): Promise<Deviation[]> {
  switch (lived.trial.kind) {
    case 'taken-over':
      return takenOver(lived, context, further);
    case 'back-again':
    case 'number-written':
      return newerDestroyed(lived, context);
    case 'number-read':
      return [...unknownNumber(lived, context), ...(await numberSetBack(lived, further))];
    case 'side-by-side':
      return sideBySide(lived, context);
    case 'cut-short':
      return notRecoverable(lived, context);
    case 'opened-again':
      return runsAgain(lived, further);
  }
}

/** Every session as it has to be in the first look after all that was called: the last life but one; and in the last one, after that has written. */
async function takenOver<Image>(
  lived: LivedTrial<Image>,
  context: JudgingContext,
  further: FurtherLives<Image>,
): Promise<Deviation[]> {
  for (const [index, at] of lived.chapters.entries()) {
    const before = lived.chapters.slice(0, index);
    // While a call fails, or in the life that is to be cut short, nothing is asked of it.
    if (index === 0 || at.chapter.fault !== undefined || at.chapter.crash !== undefined) continue;
    const legal = legalStates(before, lived, context);
    const wrong = wrongIn(at, legal, partsOf(context));
    if (wrong === undefined) continue;
    if (wrong.refused && (await isWhole(at, legal, context, { ...further, version: lived.trial.chapters[0]?.version })))
      return [];
    const observed = wrong.refused
      ? `${wrong.observed} And what the older version had written is not whole any more either.`
      : wrong.observed;
    return [{ kind: 'not-taken-over', expected: wrong.expected, observed }];
  }
  return [];
}

/** Whether the older version still shows all of it; where that is known by its files alone, whether they are as they were. */
async function isWhole<Image>(
  at: LivedChapter<Image>,
  legal: LegalStates,
  context: JudgingContext,
  { version, olderShows, hasOldFiles }: FurtherLives<Image> & { version: string | undefined },
): Promise<boolean> {
  if (version === undefined) return false;
  if (context.capabilities.older?.find(({ name }) => name === version)?.sessions !== undefined) return hasOldFiles(at);
  const shown = await olderShows(version, at);
  return shown !== undefined && [...legal].every(([session, states]) => isShown(shown, session, states, partsOf(context)));
}

interface Wrong {
  readonly expected: string;
  readonly observed: string;
  /** It was not shown otherwise, but not at all, with an error. */
  readonly refused: boolean;
}

function wrongIn(at: LivedChapter<unknown>, legal: LegalStates, parts: ComparedParts): Wrong | undefined {
  const { opened } = at.life.report;
  if (!opened.ok) {
    const [session, states] = [...legal][0] ?? ['', []];
    const expected = `Session \`${session}\`: ${describeLegalStates(states, parts)}.`;
    return { expected, observed: `Opening ${describeProblem(opened.problem)}.`, refused: true };
  }
  const { first } = looksOf(at);
  if (first === undefined) return undefined;
  for (const [session, states] of legal) {
    const expected = `Session \`${session}\`: ${describeLegalStates(states, parts)}.`;
    const result = first.read[session];
    if (result === undefined) continue;
    if ('problem' in result || !isLegal(result.state, states, parts))
      return { expected, observed: `${capitalised(describeFound(result, parts))}.`, refused: 'problem' in result };
    const { listed } = first;
    if (listed === undefined || 'problem' in listed) continue;
    const count = listed.sessions.filter((one) => one === session).length;
    const isThere = result.state !== null && states.every((state) => state !== null);
    if (isThere && count !== 1)
      return {
        expected: `Session \`${session}\` is listed once.`,
        observed: `It is listed ${count === 0 ? 'not at all' : `${count} times`}.`,
        refused: false,
      };
  }
  return undefined;
}

function isShown(shown: Snapshot, session: string, states: Parameters<typeof isLegal>[1], parts: ComparedParts): boolean {
  const result = shown.read[session];
  return result !== undefined && 'state' in result && isLegal(result.state, states, parts);
}

/** What the present version wrote is there when it comes back, whatever a version that does not know it did in between; or it is refused. */
function newerDestroyed(lived: LivedTrial<unknown>, context: JudgingContext): Deviation[] {
  const last = lived.chapters.at(-1);
  const first = last === undefined ? undefined : looksOf(last).first;
  if (first === undefined) return [];
  const legal = legalStates(lived.chapters.slice(0, -1), lived, context);
  return [...legal].flatMap(([session, states]): Deviation[] => {
    const result = first.read[session];
    if (result === undefined || 'problem' in result || isLegal(result.state, states, partsOf(context))) return [];
    return [
      {
        kind: 'newer-destroyed',
        expected: `Session \`${session}\`: ${describeLegalStates(states, partsOf(context))}; or what did not know it is refused.`,
        observed: `${capitalised(describeFound(result, partsOf(context)))}.`,
      },
    ];
  });
}

function unknownNumber(lived: LivedTrial<unknown>, context: JudgingContext): Deviation[] {
  const [written, unknown, known] = lived.chapters;
  if (written === undefined || unknown === undefined || known === undefined) return [];
  const parts = partsOf(context);
  const legal = legalStates([written], lived, context);
  const shown = looksOf(unknown).first;
  const then = looksOf(known).first;
  return [...legal].flatMap(([session, states]): Deviation[] => {
    const expected = `Session \`${session}\` is migrated, kept or refused: ${describeLegalStates(states, parts)}, or an error.`;
    const result = shown?.read[session];
    // What is legal although nothing is there says nothing.
    if (isLegal(null, states, parts)) return [];
    if (result !== undefined && 'state' in result && isNothing(result.state))
      return [{ kind: 'unknown-taken-for-none', expected, observed: `${capitalised(describeFound(result, parts))}.` }];
    const after = then?.read[session];
    if (after === undefined || 'problem' in after || isLegal(after.state, states, parts)) return [];
    const observed = `When the files had their own version number again: ${describeFound(after, parts)}.`;
    return [{ kind: 'unknown-taken-for-none', expected, observed }];
  });
}

/** Nothing was written, so there was no reason to: when the newer version comes back, it takes its own files for old ones. */
async function numberSetBack<Image>(
  { chapters: [, unknown, known] }: LivedTrial<Image>,
  { numbersOf }: FurtherLives<Image>,
): Promise<Deviation[]> {
  if (unknown?.chapter.numbers === undefined || known?.chapter.numbers === undefined) return [];
  const { key, to } = unknown.chapter.numbers;
  const own = known.chapter.numbers.to;
  const what = key === '' ? 'The version number' : `\`${key}\``;
  const before = new Set((await numbersOf(unknown.start, key)).filter(({ value }) => value === to).map(({ path }) => path));
  const file = (await numbersOf(unknown.end, key)).find(({ path, value }) => value === own && before.has(path));
  if (file === undefined) return [];
  const expected = `${what} in ${file.path}: ${JSON.stringify(to)}, as the newer version has written it.`;
  const observed = `Opened and read, and nothing written: ${JSON.stringify(file.value)}. The newer version takes it for an old file when it comes back.`;
  return [{ kind: 'number-set-back', expected, observed }];
}

function isNothing(state: { readonly fields?: object; readonly records?: readonly unknown[] } | null): boolean {
  return state === null || (Object.keys(state.fields ?? {}).length === 0 && (state.records ?? []).length === 0);
}

/** What either acknowledged is shown by one of them, or refused. */
function sideBySide(lived: LivedTrial<unknown>, context: JudgingContext): Deviation[] {
  const [together, ...after] = lived.chapters;
  if (together === undefined) return [];
  const looks = after.map((chapter) => looksOf(chapter).first);
  if (looks.some((look) => look === undefined)) return [];
  return together.operations.flatMap((operation, index): Deviation[] => {
    const session = sessionOf(operation);
    if (session === undefined || together.statuses[index] !== 'acknowledged' || !isFirmThere(together, index, context)) return [];
    if (isGoneSince(together.operations, index)) return [];
    const results = looks.map((look) => look?.read[session]);
    if (results.some((result) => result === undefined || 'problem' in result || holds(result.state, operation))) return [];
    const shown = results.map((result) => (result === undefined ? '' : describeFound(result, partsOf(context))));
    return [
      {
        kind: 'destroyed-by-the-other',
        expected: `What ${operation.op} wrote to \`${session}\` is shown by one of the two versions.`,
        observed: `The present version: ${shown[0]}. The older one: ${shown[1]}.`,
      },
    ];
  });
}

/** Whether the session was deleted afterwards. */
function isGoneSince(operations: readonly Operation[], index: number): boolean {
  const operation = operations[index];
  const session = operation === undefined ? undefined : sessionOf(operation);
  return operations.some((other, at) => at > index && other.op === 'delete' && other.session === session);
}

function isFirmThere({ operations, statuses }: LivedChapter<unknown>, index: number, { claims }: JudgingContext): boolean {
  if (claims.acknowledgedBy === 'call' && !(claims.append === 'queued' && operations[index]?.op === 'append')) return true;
  return operations.some(({ op }, at) => at > index && op === 'flush' && statuses[at] === 'acknowledged');
}

function holds(state: { readonly fields?: object; readonly records?: readonly unknown[] } | null, operation: Operation): boolean {
  const fields = (state?.fields ?? {}) as Parameters<typeof sameJson>[0] & object;
  switch (operation.op) {
    case 'create':
    case 'patch':
      return Object.entries(operation.fields).every(([key, value]) => sameJson(Reflect.get(fields, key), value));
    case 'append':
      return (state?.records ?? []).some((record) => sameJson(record as Parameters<typeof sameJson>[0], operation.record));
    default:
      return true;
  }
}

/** What the older version had written it can still read, as long as the migration is not through. */
function notRecoverable(lived: LivedTrial<unknown>, context: JudgingContext): Deviation[] {
  const last = lived.chapters.at(-1);
  const shown = last === undefined ? undefined : looksOf(last).first;
  if (shown === undefined) return [];
  const parts = partsOf(context);
  const legal = legalStates(lived.chapters.slice(0, 1), lived, context);
  return [...legal].flatMap(([session, states]): Deviation[] => {
    if (isShown(shown, session, states, parts)) return [];
    const result = shown.read[session];
    if (result === undefined) return [];
    const expected = `The older version, opened on what was there, shows \`${session}\`: ${describeLegalStates(states, parts)}.`;
    return [{ kind: 'not-recoverable', expected, observed: `${capitalised(describeFound(result, parts))}.` }];
  });
}

/** Opening and reading change the disk a second and a third time, more often than where there is nothing to migrate. */
async function runsAgain<Image>({ chapters }: LivedTrial<Image>, { usualChanges }: FurtherLives<Image>): Promise<Deviation[]> {
  const [written, ...opened] = chapters;
  const [first = 0, second = 0, third = 0] = opened.map(({ life }) => life.changes.length);
  if (written === undefined || second === 0 || third < second) return [];
  const usual = await usualChanges(written.operations);
  if (second <= usual) return [];
  const observed = `Opened for the first time it changed the disk ${times(first)}, for the second time ${times(second)}, for the third time ${times(third)}; where there is nothing to migrate, ${times(usual)}.`;
  return [{ kind: 'runs-again', expected: 'The migration runs once.', observed }];
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function legalStates(
  chapters: readonly LivedChapter<unknown>[],
  { sessions }: LivedTrial<unknown>,
  { claims, capabilities }: JudgingContext,
): LegalStates {
  const version = chapters[0]?.chapter.version;
  const initial: InitialStates = capabilities.older?.find(({ name }) => name === version)?.sessions ?? {};
  return legalAfter(
    chapters.map((lived, index) => (comesBack(chapters, index) ? loosened(lived) : lived)),
    { sessions, initial, claims },
  );
}

/** An older version that lives when the present one has been there. */
function comesBack(chapters: readonly LivedChapter<unknown>[], index: number): boolean {
  const isOlder = chapters[index]?.chapter.version !== undefined;
  return isOlder && chapters.slice(0, index).some(({ chapter }) => chapter.version === undefined);
}

/** What it is told need not come to be: it may be kept where only the older one looks. */
function loosened<Image>(lived: LivedChapter<Image>): LivedChapter<Image> {
  return { ...lived, statuses: lived.statuses.map((status) => (status === 'acknowledged' ? 'rejected' : status)) };
}

function partsOf({ capabilities: { fields, records } }: JudgingContext): ComparedParts {
  return { fields, records };
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
