// Failures of the disk per second, on json-file and jsonl-log: each is a life of some operations with calls that fail, what it shows, and what a new
// instance shows on the disk that it left. As the suite runs them, all of its time counted.
import { APPEND_REQUIREMENTS } from '../dist/suites/async-append-rejection/requirements.js';
import { runAsyncAppendRejection } from '../dist/suites/async-append-rejection/run.js';
import { inWorker } from './in-worker.mjs';
import { print } from './print.mjs';
import { runOften } from './run-often.mjs';

const store = process.argv[2] ?? 'json-file';

await inWorker(
  import.meta.url,
  store,
  (place) => runOften(place, { run: runAsyncAppendRejection, all: APPEND_REQUIREMENTS, count: ({ faults }) => faults }),
  ({ count, lives, ms }) => {
    print({ name: `faults per second, ${store}`, value: (count / ms) * 1000, unit: '1/s', goal: 3000 });
    print({ name: `lives per fault, ${store}`, value: lives / count, unit: '1' });
  },
);
