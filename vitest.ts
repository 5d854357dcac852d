import { afterAll, beforeAll, describe, test } from 'vitest';
import { judge } from './harness/judge/judge.ts';
import type { JudgeOptions } from './harness/judge/judge-options.ts';
import { type JudgedRequirement, REQUIREMENTS, requirementsOf } from './harness/judge/requirements.ts';
import { kindOf } from './harness/judge/subjects/index.ts';
import type { JudgedAdapter } from './harness/judge/target.ts';
import { telling } from './harness/judge/telling.ts';
import { painter } from './harness/report/color.ts';
import { renderFailure } from './harness/report/failure.ts';
import { failureBlock } from './harness/report/failure-block.ts';
import { isPutUpWith } from './harness/verdict/exit-code.ts';
import type { Report, RequirementReport } from './harness/verdict/report.ts';

/** Vitest's own limit is made for a single test, and counts real time. What hangs in a run has limits of its own. */
const NO_LIMIT = 0;
const LAYOUT = { paint: painter(false), width: 100, telling };

/**
 * Defines a `describe` with one test per requirement, in the order of the specification. The store is judged once, before the first of
 * them. A test passes, is skipped with the reason where the requirement does not apply or is switched off, or fails with the operations,
 * the crash and the replay line. A SHOULD that failed is a warning on the console, not a failed test. A requirement that could not be tested
 * fails too, saying so; with `allowNotTestable` it is skipped.
 *
 * @param target what `judge` takes: an adapter that is the default export of its file, or the path or URL of that file.
 */
export function conformance(target: JudgedAdapter | string | URL, options: JudgeOptions = {}): void {
  describe(`${nameOf(target)} conforms`, () => {
    let report: Report | undefined;
    beforeAll(async () => {
      report = await judge(target, options).catch((error: unknown) => {
        throw plainError(renderFailure(error, { color: false }));
      });
    }, NO_LIMIT);
    for (const { id, title } of requirementsFor(target)) {
      test(`${id} ${title}`, ({ skip }) => {
        const requirement = report?.requirements.find((candidate) => candidate.id === id);
        if (report === undefined) throw plainError('It was not judged.');
        if (requirement === undefined) {
          skip(`not applicable: it is not about a ${report.store.kind}`);
          return;
        }
        if (requirement.verdict === 'not-applicable' || requirement.verdict === 'disabled')
          skip(`${requirement.verdict}: ${requirement.reason}`);
        if (requirement.verdict === 'not-testable' && options.allowNotTestable === true)
          skip(`${requirement.verdict}: ${requirement.reason}`);
        settle(requirement);
      });
    }
    // What is wrong beside the requirements must not stay green where none of them is judged.
    afterAll(() => {
      reportFindings(report);
      if (report?.verdict === 'stale-baseline')
        throw plainError(`${report.baseline?.file} lists what does not fail: ${report.baseline?.stale.join(', ')}.`);
      if (report?.verdict === 'incomplete' && report.allowNotTestable && !isPutUpWith(report))
        throw plainError(
          'Nothing could be tested, or a failure did not happen a second time: that is more than allowNotTestable covers.',
        );
    });
  });
}

/** What a file holds is not known before it is loaded. */
function requirementsFor(target: JudgedAdapter | string | URL): readonly JudgedRequirement[] {
  return typeof target === 'string' || target instanceof URL ? REQUIREMENTS : requirementsOf(kindOf(target).kind);
}

/** Returns for a requirement that holds, or that only warns; throws for every other one. */
function settle(requirement: RequirementReport): void {
  const { id, verdict, severity, reason } = requirement;
  if (verdict === 'pass' || verdict === 'expected-fail') return;
  if (verdict === 'not-testable') throw plainError(`${id} ${verdict}: ${reason}\nHint: { allowNotTestable: true } skips it.`);
  if (verdict !== 'fail') throw plainError(`${id} ${verdict}: ${reason ?? 'no reason given'}`);
  const text = failureBlock(requirement, LAYOUT).join('\n');
  if (severity === 'MUST') throw plainError(text);
  console.warn(text);
}

function reportFindings(report: Report | undefined): void {
  const texts = (report?.findings ?? []).map(({ level, code, message, hint }) => ({
    level,
    text: `${code}: ${message}${hint === undefined ? '' : `\nHint: ${hint}`}`,
  }));
  for (const { level, text } of texts) if (level === 'warning') console.warn(text);
  const errors = texts.filter(({ level }) => level === 'error' || level === 'harness');
  if (errors.length > 0) throw plainError(errors.map(({ text }) => text).join('\n'));
}

/** An error that is shown by its message alone: nothing in the test's file is at fault, so no line of it should be pointed at. */
function plainError(message: string): Error {
  const error = new Error(message.trimEnd());
  error.name = 'crashworthy';
  error.stack = '';
  return error;
}

function nameOf(target: JudgedAdapter | string | URL): string {
  if (typeof target === 'string') return target;
  return target instanceof URL ? (target.pathname.split('/').at(-1) ?? target.href) : target.name;
}
