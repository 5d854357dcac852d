import type { DiskLog, MicroOperation } from '../../disk/disk-log.ts';

/**
 * What a file system promises when power is lost, for one log: which operations each one depends on, and which ones a sync has forced to
 * disk. A disk is possible at a moment if its operations contain every forced one, and with each other one all that it depends on.
 */
export interface PowerLossRules {
  /** Of each operation: the earlier operations without which it cannot be on disk. Direct ones suffice. What was forced is exempt. */
  readonly dependencies: readonly (readonly number[])[];
  /** Of each operation: the first moment at which it had been forced; `Infinity` if it never was. */
  readonly forcedAt: readonly number[];
}

/** The rules of one file system, in prose and in code. Pure. */
export interface PowerLossModel {
  readonly name: string;
  /** What the model assumes, for reports and docs. */
  readonly assumption: string;
  /** Where the rules come from. */
  readonly sources: readonly string[];
  rules(log: DiskLog, options?: RuleOptions): PowerLossRules;
}

export interface RuleOptions {
  /** Data that an fsync failed to write: the kernel has given it up, so nothing waits for it and nothing forces it. */
  readonly givenUp?: ReadonlySet<number>;
}

/** Collects the rules of a log while its entries are gone through in order. */
export class RuleBook implements PowerLossRules {
  readonly dependencies: number[][] = [];
  readonly forcedAt: number[] = [];
  readonly #log: DiskLog;
  readonly #givenUp: ReadonlySet<number>;

  constructor(log: DiskLog, { givenUp = new Set() }: RuleOptions) {
    this.#log = log;
    this.#givenUp = givenUp;
  }

  /** To be called for every operation, in order. Dependencies on data that was given up are left out. */
  add(operation: MicroOperation, dependencies: Iterable<number>): void {
    this.dependencies[operation.index] = [...dependencies].filter((index) => !this.#givenUp.has(index));
    this.forcedAt[operation.index] = Number.POSITIVE_INFINITY;
  }

  isForced(index: number): boolean {
    return this.forcedAt[index] !== Number.POSITIVE_INFINITY;
  }

  /** Forces operations, as a sync at `moment` does; with `closed` also all that they depend on. */
  force(indices: Iterable<number>, moment: number, { closed }: { closed: boolean }): void {
    const waiting = [...indices];
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      if (this.isForced(index) || this.#givenUp.has(index)) continue;
      this.forcedAt[index] = moment;
      if (closed) waiting.push(...(this.dependencies[index] ?? []));
    }
  }

  operation(index: number): MicroOperation {
    const operation = this.#log.operations[index];
    if (operation === undefined) throw new Error(`no operation ${index}`);
    return operation;
  }
}
