import type { Host, Life, LiveOptions } from '../../harness/host/host.ts';
import type { LifeStep } from '../../harness/host/life.ts';
import type { DamageCase } from './damage-case.ts';
import type { DamagedDisk } from './damaged-disk.ts';
import { LIFE_AFTER } from './undamaged-store.ts';
import { sessionsSeen } from './workloads.ts';

/** Lives of one examination. All of them look first, at the same sessions. */
export class CountedLives<Image> {
  count = 0;
  readonly #host: Host<Image>;
  readonly #options: Omit<LiveOptions, 'incarnation'>;
  readonly #look: LifeStep;

  /** @param disk whose fault, if it has one, strikes in all lives that are not healed. */
  constructor(
    host: Host<Image>,
    { damage, fault }: Pick<DamagedDisk<Image>, 'damage' | 'fault'>,
    { stacks = false }: { stacks?: boolean } = {},
  ) {
    this.#host = host;
    this.#options = { stacks, ...(fault === undefined ? {} : { fault }) };
    this.#look = { do: 'snapshot', sessions: sessionsSeen(damage) };
  }

  write(image: Image, operations: DamageCase['first']['operations']): Promise<Life<Image>> {
    return this.doing(image, operations.length === 0 ? [] : [{ do: 'operations', operations, goOn: true }]);
  }

  doing(image: Image, steps: readonly LifeStep[]): Promise<Life<Image>> {
    return this.#live(image, [this.#look, ...steps, { do: 'close' }], LIFE_AFTER, this.#options);
  }

  /** @param options.healed nothing fails any more. */
  look(image: Image, incarnation: number, { healed = false } = {}): Promise<Life<Image>> {
    const options = healed ? { stacks: this.#options.stacks ?? false } : this.#options;
    return this.#live(image, [this.#look, { do: 'close' }], incarnation, options);
  }

  get failsCalls(): boolean {
    return this.#options.fault !== undefined;
  }

  async countFiles(image: Image): Promise<number> {
    return (await this.#host.entries(image)).length;
  }

  #live(image: Image, steps: LifeStep[], incarnation: number, options: Omit<LiveOptions, 'incarnation'>): Promise<Life<Image>> {
    this.count++;
    return this.#host.live(image, { steps }, { ...options, incarnation });
  }
}
