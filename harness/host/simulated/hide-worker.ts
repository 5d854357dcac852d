import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';

/**
 * Hides that this thread is a worker from whoever looks later: `parentPort` and `workerData` are null, as in the main thread of the process
 * that a store believes to live in. What is used of them has to be taken before.
 */
export function hideWorker(): void {
  Object.assign(workerThreads, { parentPort: null, workerData: null });
  syncBuiltinESMExports();
}
