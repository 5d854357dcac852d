// Damages of small files per second, on json-file and jsonl-log: each is opened, read through every view, written again, opened again, and
// opened twice more for reading alone. As the suite runs them, all of its time counted.

import { REPAIR_REQUIREMENTS } from '../dist/suites/corrupt-file-repair/requirements.js';
import { runCorruptFileRepair } from '../dist/suites/corrupt-file-repair/run.js';
import { inWorker } from './in-worker.mjs';
import { print } from './print.mjs';
import { runOften } from './run-often.mjs';

const store = process.argv[2] ?? 'json-file';

await inWorker(
  import.meta.url,
  store,
  (place) => runOften(place, { run: runCorruptFileRepair, all: REPAIR_REQUIREMENTS, count: ({ damages }) => damages }),
  ({ count, lives, ms }) => {
    print({ name: `damages per second, ${store}`, value: (count / ms) * 1000, unit: '1/s', goal: 3000 });
    print({ name: `lives per damage, ${store}`, value: lives / count, unit: '1' });
  },
);
