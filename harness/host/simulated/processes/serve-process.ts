import { parentPort, workerData } from 'node:worker_threads';
import type { Adapter } from '../../../contract/adapter.ts';
import { Failure } from '../../../contract/failure.ts';
import { errorText } from '../../problem.ts';
import { hideWorker } from '../hide-worker.ts';
import { SimulatedHost } from '../simulated-host.ts';
import { Channel, PROCESS } from './channel.ts';
import { ProcessServer } from './process-server.ts';
import type { ProcessReadiness, ProcessThreadData } from './process-thread.ts';

/**
 * Makes this worker thread a simulated process, by order of the thread that started it. Never resolves.
 *
 * @param load imports the adapter. The argument is that of the `ProcessProgram`.
 */
export async function serveProcess(load: (argument: string) => Promise<Adapter>): Promise<void> {
  const { memory, argument } = workerData as ProcessThreadData;
  const post = parentPort?.postMessage.bind(parentPort) as (readiness: ProcessReadiness) => void;
  hideWorker();
  const host = new SimulatedHost();
  try {
    host.use(await load(argument));
  } catch (error) {
    post({ ready: false, code: error instanceof Failure ? error.code : 'CW_INTERNAL', message: errorText(error) });
    return;
  }
  post({ ready: true });
  await new ProcessServer(host.processPlace(), new Channel(memory, PROCESS)).serve();
}
