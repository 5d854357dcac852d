import type { Ability } from '../ability.ts';
import type { Host, HostNotices, ImageEntry, Life } from '../host.ts';
import { emptyReport, type LifePlan, type LifeReport } from '../life.ts';
import type { Problem } from '../problem.ts';
import type { ServerHost } from './server-host.ts';

/** What a server holds after a life: only what the last one left is there. */
export interface ServedImage {
  /** How many lives led to it; 0: it holds nothing. */
  readonly lives: number;
}

/**
 * A host for suites that let one client live after the other and look at what it shows: on servers, each life in a process that has not lived the one before,
 * or has been left by it without a trace. There are no files, and nothing happens in between.
 */
export class ServedLives implements Host<ServedImage> {
  readonly name = 'server';
  readonly abilities: ReadonlySet<Ability> = new Set();
  readonly notices: HostNotices;
  /** How lives ended of which nothing is known. */
  readonly ended: Problem[] = [];
  readonly #host: ServerHost;
  #last: ServedImage = { lives: 0 };

  constructor(host: ServerHost) {
    this.#host = host;
    this.notices = host.notices;
  }

  async emptyImage(): Promise<ServedImage> {
    return { lives: 0 };
  }

  /** @throws where this is not what the life before has left. */
  async live(start: ServedImage, plan: LifePlan): Promise<Life<ServedImage>> {
    if (start.lives === 0) await this.#host.startOver();
    else if (start !== this.#last) throw new Error('what an earlier life left on a server is not there any more');
    const life = await this.#host.begin(start.lives % 2 === 0 ? 'writer' : 'reader');
    const lived = await life.live(plan);
    const isWhole = !('ok' in lived) && lived.misbehaved === undefined;
    await this.#host.end(life, { killed: !isWhole });
    if ('ok' in lived) this.ended.push(lived.problem);
    const report: LifeReport = 'ok' in lived ? emptyReport(lived) : lived;
    this.#last = { lives: start.lives + 1 };
    const end = this.#last;
    return { report, trace: [], changes: [], end, imageAt: notHere };
  }

  async hash({ lives }: ServedImage): Promise<string> {
    return String(lives);
  }

  async entries(): Promise<ImageEntry[]> {
    return [];
  }

  async without(): Promise<ServedImage> {
    return notHere();
  }

  async replaced(): Promise<ServedImage> {
    return notHere();
  }

  async retimed(): Promise<ServedImage> {
    return notHere();
  }
}

function notHere(): never {
  throw new Error('there are no files on a server');
}
