import type { FailureCore } from './failure-core.ts';
import type { FoundBy } from './suite.ts';

/** Trials of earlier runs of the same that never came back: they are known failures, and are not tried again. */
export class EndlessTrials {
  /** The requirements that they break. */
  readonly requirements: ReadonlySet<string>;
  readonly #cores: ReadonlySet<string>;

  constructor(endless: readonly FoundBy[]) {
    this.requirements = new Set(endless.map(({ requirement }) => requirement));
    this.#cores = new Set(endless.map(({ core }) => keyOf(core)));
  }

  includes(core: FailureCore): boolean {
    return this.#cores.size > 0 && this.#cores.has(keyOf(core));
  }
}

/** What decides what happens, without what was seen. */
function keyOf(core: FailureCore): string {
  return JSON.stringify({ ...core, expected: '', observed: '' });
}
