import { parentPort, workerData } from 'node:worker_threads';
import type { Program } from '../../../../model/program.ts';
import { Random } from '../../../../schedule/random.ts';
import { schedulerOf, strategyOf } from '../../../../schedule/strategies/mix.ts';
import type { TogetherRun } from '../../../together.ts';
import { SimulatedHost } from '../../simulated-host.ts';

/** Which programs to run with a store, each with which seeds. */
export interface TogetherJob {
  readonly store: string;
  readonly programs: readonly { readonly program: Program; readonly seeds: readonly number[]; readonly stacks?: boolean }[];
}

/** What can be sent of a run. */
export type ToldRun = Omit<TogetherRun<unknown>, 'image' | 'imageAt' | 'changesBefore'> & {
  /** Path and content of the files that are left. */
  readonly files: { readonly [path: string]: string };
};

const { store, programs } = workerData as TogetherJob;
const host = new SimulatedHost({
  processes: { program: new URL('./process-thread-entry.js', import.meta.url), argument: store },
});
const { adapterOf } = await import('./stores.ts');
host.use(adapterOf(store));
const runs: ToldRun[] = [];
for (const { program, seeds, stacks = false } of programs) {
  for (const seed of seeds) {
    const scheduler = schedulerOf(strategyOf(seed), new Random(seed), 30);
    const {
      image,
      imageAt: _,
      changesBefore: __,
      ...run
    } = await host.runTogether(program, { scheduler, sessions: ['a'], stacks });
    const files = Object.fromEntries(
      (await host.entries(image)).map(({ path, content }) => [
        path,
        Buffer.from(content ?? [])
          .toString()
          .slice(0, 200),
      ]),
    );
    runs.push({ ...run, files });
  }
}
await host.dispose();
parentPort?.postMessage(runs);
