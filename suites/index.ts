import type { Suite } from '../harness/suite/suite.ts';
import { failuresOnServer } from './async-append-rejection/on-server.ts';
import { asyncAppendRejection } from './async-append-rejection/suite.ts';
import { clock } from './clock/suite.ts';
import { racesOnServer } from './concurrent-patch/on-server.ts';
import { concurrentPatch } from './concurrent-patch/suite.ts';
import { corruptFileRepair } from './corrupt-file-repair/suite.ts';
import { crashOnServer } from './crash-injection/on-server.ts';
import { crashInjection } from './crash-injection/suite.ts';
import { fileKeeping } from './file-keeping/suite.ts';
import { groundTruth } from './ground-truth/suite.ts';
import { identityOnServer } from './identity/on-server.ts';
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
  crashOnServer,
  racesOnServer,
  failuresOnServer,
  identityOnServer,
  server,
];
