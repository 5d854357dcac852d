import type { Suite } from '../harness/suite/suite.ts';
import { asyncAppendRejection } from './async-append-rejection/suite.ts';
import { clock } from './clock/suite.ts';
import { concurrentPatch } from './concurrent-patch/suite.ts';
import { corruptFileRepair } from './corrupt-file-repair/suite.ts';
import { crashInjection } from './crash-injection/suite.ts';
import { fileKeeping } from './file-keeping/suite.ts';
import { groundTruth } from './ground-truth/suite.ts';
import { identity } from './identity/suite.ts';
import { lifecycle } from './lifecycle/suite.ts';
import { server } from './server/suite.ts';
import { tornRead } from './torn-read/suite.ts';
import { upgrade } from './upgrade/suite.ts';

/** Every suite, in the order of the specification, which is that in which they run. */
export const suites: readonly Suite[] = [
  crashInjection,
  concurrentPatch,
  tornRead,
  corruptFileRepair,
  asyncAppendRejection,
  identity,
  upgrade,
  clock,
  fileKeeping,
  lifecycle,
  groundTruth,
  server,
];
