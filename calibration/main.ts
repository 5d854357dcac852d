import fs from 'node:fs';
import path from 'node:path';
import { type Calibration, calibrationOf } from './calibration.ts';
import { type FileSystem, fileSystemOf } from './file-systems.ts';
import { renderRecording } from './observation.ts';
import { type CalibrateOptions, parseOptions, USAGE } from './options.ts';
import { planFor } from './plan.ts';
import { lacking } from './real/availability.ts';
import { type Observed, observe } from './real/observe.ts';
import { jsonOf, renderCalibration, renderSummary } from './report.ts';

process.exitCode = await main(process.argv.slice(2));

/** Resolves to the exit status: 0, 1 if a model is refuted (or, with `--require`, could not be calibrated), 2 for usage, 130 after Ctrl-C. */
async function main(argv: readonly string[]): Promise<number> {
  let options: CalibrateOptions;
  try {
    if (argv.includes('--help')) {
      console.log(USAGE);
      return 0;
    }
    options = parseOptions(argv);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  const reason = lacking();
  if (reason !== undefined) {
    console.log(`Calibration skipped: ${reason}.`);
    return options.require ? 1 : 0;
  }
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupt.abort(new Error(name)));
  try {
    return await calibrate(options, interrupt.signal);
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    console.error('Interrupted. Everything was unmounted and removed.');
    return 130;
  }
}

async function calibrate(options: CalibrateOptions, signal: AbortSignal): Promise<number> {
  const started = performance.now();
  const fileSystems = options.fileSystems.map(fileSystemOf);
  const all = await observeAll(fileSystems, options, signal);
  const found: Calibration[] = [];
  const missing: string[] = [];
  for (const [index, fileSystem] of fileSystems.entries()) {
    const observed = all[index];
    if (observed === undefined) continue;
    if ('missing' in observed) {
      missing.push(fileSystem.name);
      console.log(`${fileSystem.name}: skipped, ${observed.missing}\n`);
      continue;
    }
    const calibration = calibrationOf(observed.recording, observed.cuts);
    found.push(calibration);
    console.log(`${renderCalibration(calibration).join('\n')}\n`);
    if (options.record !== undefined) {
      fs.mkdirSync(options.record, { recursive: true });
      fs.writeFileSync(path.join(options.record, `${fileSystem.name}.jsonl`), renderRecording(observed.recording));
    }
  }
  console.log(renderSummary(found, (performance.now() - started) / 1000).join('\n'));
  if (options.json !== undefined) fs.writeFileSync(options.json, `${JSON.stringify(jsonOf(found, options), null, 2)}\n`);
  const refuted = found.some(({ refutations }) => refutations.length > 0);
  return refuted || (options.require && missing.length > 0) ? 1 : 0;
}

/** At the same time: most of the time is spent waiting for mount and umount. All have ended and cleaned up when this settles. */
async function observeAll(
  fileSystems: readonly FileSystem[],
  options: CalibrateOptions,
  signal: AbortSignal,
): Promise<Observed[]> {
  const ended = await Promise.allSettled(
    fileSystems.map((fileSystem) => observe(fileSystem, planFor(fileSystem, options), signal)),
  );
  return ended.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}
