import { siteSeenFrom } from '../judge/in-adapter.ts';
import { replayCounterexample } from '../judge/replay-counterexample.ts';
import { anyCounterexampleShape } from '../judge/requirements.ts';
import type { Target } from '../judge/target.ts';
import { telling } from '../judge/telling.ts';
import { painter } from '../report/color.ts';
import { counterexampleBlock } from '../report/counterexample-block.ts';
import type { Counterexample } from '../verdict/counterexample.ts';
import { readCounterexample } from '../verdict/counterexample-file.ts';
import { EXIT_CODES } from '../verdict/exit-code.ts';
import type { Replay } from '../verdict/replay.ts';
import type { ReplayCommand } from './arguments.ts';
import { withInterrupt } from './interrupt.ts';
import type { Terminal } from './terminal.ts';

/** `crashworthy replay <file>`: exit 1 where the failure happens again, 0 where it does not. */
export async function replayCommand(
  { file, services, servicesMayHaveTables }: ReplayCommand,
  terminal: Terminal,
): Promise<number> {
  const counterexample = await readCounterexample(file, anyCounterexampleShape);
  const { requirement, target, result } = await withInterrupt((signal) =>
    replayCounterexample(counterexample, { named: file, signal, services, servicesMayHaveTables }),
  );
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

function shownOf({ expected, observed, story, files, callSite }: Replay, target: Target) {
  const at = callSite === undefined ? {} : { callSite: siteSeenFrom(target, callSite) };
  return { expected, observed, story: [...story], files: [...files], ...at };
}
