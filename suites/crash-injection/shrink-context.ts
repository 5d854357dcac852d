import type { ExploreOptions } from '../../harness/crash/explore.ts';
import type { Host } from '../../harness/host/host.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';

/** Where smaller failures are looked for, and how. */
export interface ShrinkContext<Image> {
  readonly host: Host<Image>;
  readonly capabilities: Capabilities;
  readonly options: Omit<ExploreOptions, 'fromOperation' | 'wanted'>;
}
