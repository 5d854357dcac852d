import { Failure } from '../contract/failure.ts';
import { siteSeenFrom } from '../judge/in-adapter.ts';
import { replayOnProcesses } from '../judge/judge-on-processes.ts';
import { replayInThread } from '../judge/replay-in-thread.ts';
import { anyCounterexampleShape, REQUIREMENTS } from '../judge/requirements.ts';
import { resolveTarget, type Target } from '../judge/target.ts';
import { telling } from '../judge/telling.ts';
import { painter } from '../report/color.ts';
import { counterexampleBlock } from '../report/counterexample-block.ts';
import type { Counterexample } from '../verdict/counterexample.ts';
import { readCounterexample } from '../verdict/counterexample-file.ts';
import { EXIT_CODES } from '../verdict/exit-code.ts';
import { withInterrupt } from './interrupt.ts';
import type { Terminal } from './terminal.ts';

/** `crashworthy replay <file>`: exit 1 where the failure happens again, 0 where it does not. */
export async function replayCommand(file: string, terminal: Terminal): Promise<number> {
  const counterexample = await readCounterexample(file, anyCounterexampleShape);
  const requirement = REQUIREMENTS.find(({ id }) => id === counterexample.requirement);
  if (requirement === undefined) {
    throw new Failure(
      'CW_UNKNOWN_REQUIREMENT',
      `${file} is about ${counterexample.requirement}, which this version does not check.`,
      {
        hint: `It was written by crashworthy ${counterexample.crashworthy}; replay it with that version.`,
      },
    );
  }
  const target = resolveTarget(counterexample.target);
  const { host } = counterexample;
  const found = { requirement: requirement.id, core: counterexample, host };
  const { result, stalled, error } = await withInterrupt((signal) =>
    host === 'simulated' ? replayInThread(target, found, signal) : replayOnProcesses(target, found, signal),
  );
  if (error === 'interrupted') throw new Failure('CW_INTERRUPTED', 'Interrupted before the replay had ended.');
  if (result === undefined && !stalled) {
    throw new Failure(
      'CW_REPLAY_FAILED',
      `The counterexample could not be run: ${error ?? 'the worker ended without a result'}.`,
      {
        hint: `crashworthy doctor ${counterexample.target} shows whether the store loads and opens.`,
      },
    );
  }
  if (result?.notApplicable !== undefined) {
    throw new Failure(
      'CW_COUNTEREXAMPLE_NOT_APPLICABLE',
      `${file} does not apply to ${counterexample.store}. ${result.notApplicable}`,
      {
        hint: `Judge the store as it is now: npx crashworthy run ${counterexample.target} --only ${requirement.id}`,
      },
    );
  }
  if (result?.reproduced === false) {
    terminal.print(
      `${requirement.id} did not fail this time: ${counterexample.store} is not what it was, or the failure was not its own.`,
    );
    return EXIT_CODES.conforms;
  }
  const why = result?.why === undefined ? {} : { why: result.why };
  const seen: Counterexample =
    result === undefined ? counterexample : { ...counterexample, ...shownOf(result, target), ...why, confirmations: [] };
  const { title, severity } = requirement;
  terminal.print(
    counterexampleBlock(seen, {
      paint: painter(terminal.color),
      width: terminal.width,
      ...{ title, severity, file, scenario: telling.scenario(seen.scenario) },
    }).join('\n'),
  );
  return EXIT_CODES.broken;
}

function shownOf(
  { expected, observed, story, files, callSite }: NonNullable<Awaited<ReturnType<typeof replayInThread>>['result']>,
  target: Target,
) {
  const at = callSite === undefined ? {} : { callSite: siteSeenFrom(target, callSite) };
  return { expected, observed, story: [...story], files: [...files], ...at };
}
