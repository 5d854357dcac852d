import { APPEND_REQUIREMENTS } from '../../suites/async-append-rejection/requirements.ts';
import { runAsyncAppendRejection } from '../../suites/async-append-rejection/run.ts';
import { REPAIR_REQUIREMENTS } from '../../suites/corrupt-file-repair/requirements.ts';
import { runCorruptFileRepair } from '../../suites/corrupt-file-repair/run.ts';
import { IDENTITY_REQUIREMENTS } from '../../suites/identity/requirements.ts';
import { runIdentity } from '../../suites/identity/run.ts';
import type { SuiteContext, SuiteEvent } from '../../suites/suite-run.ts';
import type { FailureCore } from './suites.ts';
import type { Stage } from './watched-place.ts';

/** A suite that runs one client at a time, as far as all of them are alike. */
export interface SingleClientSuite {
  readonly name: Stage;
  readonly ids: readonly string[];
  run<Image>(
    context: Omit<SuiteContext<Image, never>, 'requirements'>,
    ids: readonly string[],
  ): AsyncGenerator<SuiteEvent<FailureCore>>;
}

/** In the order in which they are run. */
export const SINGLE_CLIENT_SUITES: readonly SingleClientSuite[] = [
  suiteOf('corrupt-file-repair', REPAIR_REQUIREMENTS, runCorruptFileRepair),
  suiteOf('async-append-rejection', APPEND_REQUIREMENTS, runAsyncAppendRejection),
  suiteOf('identity', IDENTITY_REQUIREMENTS, runIdentity),
];

function suiteOf<Requirement extends { readonly id: string }>(
  name: Stage,
  requirements: readonly Requirement[],
  run: <Image>(context: SuiteContext<Image, Requirement>) => AsyncGenerator<SuiteEvent<FailureCore>>,
): SingleClientSuite {
  return {
    name,
    ids: requirements.map(({ id }) => id),
    run: (context, ids) => run({ ...context, requirements: requirements.filter(({ id }) => ids.includes(id)) }),
  };
}
