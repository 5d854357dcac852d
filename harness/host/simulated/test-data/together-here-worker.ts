import { parentPort, workerData } from 'node:worker_threads';
import type { Program } from '../../../model/program.ts';
import { Random } from '../../../schedule/random.ts';
import { schedulerOf, strategyOf } from '../../../schedule/strategies/mix.ts';
import type { TogetherRun } from '../../together.ts';
import { SimulatedHost } from '../simulated-host.ts';

/** A program to run with a store, once for each seed. */
export interface TogetherHereJob {
  readonly store: string;
  readonly program: Program;
  readonly seeds: readonly number[];
}

/** What can be sent of a run. Files by path, with their content. */
export type RunHere = Omit<TogetherRun<unknown>, 'image' | 'imageAt' | 'changesBefore'> & {
  readonly files: { readonly [path: string]: string };
  /** After each change of the disk: the files, and how many events of the history there were. */
  readonly images: readonly { readonly files: { readonly [path: string]: string }; readonly history: number }[];
};

const { store, program, seeds } = workerData as TogetherHereJob;
const host = new SimulatedHost();
const { adapterOf } = await import('./together-stores.ts');
host.use(adapterOf(store));

type Image = Awaited<ReturnType<typeof host.emptyImage>>;

async function filesOf(image: Image): Promise<{ [path: string]: string }> {
  const entries = await host.entries(image);
  return Object.fromEntries(entries.map(({ path, content = new Uint8Array() }) => [path, Buffer.from(content).toString()]));
}

const runs: RunHere[] = [];
for (const seed of seeds) {
  const scheduler = schedulerOf(strategyOf(seed), new Random(seed), 30);
  const { image, imageAt, changesBefore, ...run } = await host.runTogether(program, { scheduler, sessions: ['a', 'b'] });
  const images: RunHere['images'][number][] = [];
  for (let changes = 0; changes <= changesBefore(run.steps.length); changes++) {
    const point = imageAt({ changes });
    images.push({ files: await filesOf(point.image), history: point.history.length });
  }
  runs.push({ ...run, files: await filesOf(image), images });
}
parentPort?.postMessage(runs);
