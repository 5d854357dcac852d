import type { Host } from '../../harness/host/host.ts';
import type { Snapshot } from '../../harness/host/snapshot.ts';
import type { Operation } from '../../harness/model/operation.ts';
import type { Deviation } from './deviation.ts';
import { deviationsOf, type JudgingContext } from './deviations.ts';
import { type LivedChapter, type LivedTrial, liveTrial } from './live-trial.ts';
import type { UpgradeTrial } from './trial.ts';
import { numbersUnder } from './version-numbers.ts';

export interface AssessedTrial<Image> {
  readonly lived: LivedTrial<Image>;
  readonly deviations: readonly Deviation[];
}

/** Lives trials on a host and judges them. */
export class UpgradeAssessor<Image> {
  readonly #host: Host<Image>;
  readonly #context: JudgingContext;

  constructor(host: Host<Image>, context: JudgingContext) {
    this.#host = host;
    this.#context = context;
  }

  async assess(
    trial: UpgradeTrial,
    options: { stacks?: boolean; begun?: readonly LivedChapter<Image>[] } = {},
  ): Promise<AssessedTrial<Image>> {
    const lived = await liveTrial(this.#host, trial, options);
    const deviations = await deviationsOf(lived, this.#context, {
      olderShows: (version, at) => this.#olderShows(version, at, lived),
      hasOldFiles: (at) => this.#hasOldFiles(at, lived),
      numbersOf: async (image, key) => numbersUnder(key, await this.#host.entries(image)),
      usualChanges: (operations) => this.#usualChanges(operations),
    });
    return { lived, deviations };
  }

  async #olderShows(
    version: string,
    at: LivedChapter<Image>,
    { sessions, chapters }: LivedTrial<Image>,
  ): Promise<Snapshot | undefined> {
    const plan = { version, steps: [{ do: 'snapshot', sessions }] } as const;
    const { report } = await this.#host.live(at.start, plan, { incarnation: chapters.length });
    return report.snapshots[0];
  }

  async #hasOldFiles({ start }: LivedChapter<Image>, { chapters: [first] }: LivedTrial<Image>): Promise<boolean> {
    if (first === undefined) return false;
    const now = new Map((await this.#host.entries(start)).map((entry) => [entry.path, entry]));
    return (await this.#host.entries(first.end)).every(({ path, kind, content }) => {
      const found = now.get(path);
      return found?.kind === kind && (content === undefined || Buffer.from(content).equals(found.content ?? new Uint8Array()));
    });
  }

  async #usualChanges(operations: readonly Operation[]): Promise<number> {
    const { chapters } = await liveTrial(this.#host, {
      kind: 'opened-again',
      chapters: [{ operations }, { operations: [] }, { operations: [] }],
    });
    return Math.max(...chapters.slice(1).map(({ life }) => life.changes.length));
  }
}

/** The version's operations; `undefined` if it does not open. */
export async function capabilitiesOfVersion<Image>(host: Host<Image>, version: string) {
  const { report } = await host.live(await host.emptyImage(), { version, steps: [] }, { incarnation: 0 });
  return report.capabilities;
}
