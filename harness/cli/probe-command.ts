import { probeTarget } from '../judge/probe.ts';
import { resolveTarget } from '../judge/target.ts';
import { telling } from '../judge/telling.ts';
import { renderProbe } from '../report/probe.ts';
import { createProgress } from '../report/progress.ts';
import { EXIT_CODES } from '../verdict/exit-code.ts';
import type { ProbeCommand } from './arguments.ts';
import { withInterrupt } from './interrupt.ts';
import type { Terminal } from './terminal.ts';

/** `crashworthy probe <target>`: tries what the store might claim, and prints what nothing refuted. Exit 0 whatever it found. */
export async function probeCommand(command: ProbeCommand, terminal: Terminal): Promise<number> {
  const { target, effort, seed, models, depth, jobs, out, json } = command;
  const progress = createProgress(process.stderr);
  const probe = await withInterrupt(async (signal) => {
    try {
      return await probeTarget(resolveTarget(target), {
        effort,
        seed,
        // Without the mildest crash, what the others show cannot be told from it.
        models: models.length === 0 ? [] : ['process-kill', ...models],
        ...(depth === undefined ? {} : { depth }),
        ...(jobs === undefined ? {} : { jobs }),
        out,
        confirmKill: false,
        signal,
        onProgress: (now) => progress.update(now),
      });
    } finally {
      progress.clear();
    }
  });
  terminal.print(
    json ? `${JSON.stringify(probe, null, 2)}\n` : renderProbe(probe, { color: terminal.color, width: terminal.width, telling }),
  );
  if (probe.interrupted) return EXIT_CODES.interrupted;
  return probe.findings.some(({ level }) => level === 'harness') ? EXIT_CODES['harness-error'] : EXIT_CODES.conforms;
}
