import type { Failure } from '../../contract/failure.ts';
import type { MountedPlace } from '../../disk/mount/mounted-place.ts';
import type { ProcessDeadlines } from '../process/store-process.ts';
import type { ProgramCommand } from '../stdio/program.ts';
import { ProgramProcess } from './program-process.ts';
import { spawnerIn } from './spawner-in.ts';
import { TemporaryLinks } from './temporary-links.ts';

export interface ProgramsParts {
  readonly command: ProgramCommand;
  readonly place: MountedPlace;
  /** Root of the image that a program uses which does not live. */
  readonly idle: string;
  readonly deadlines: ProcessDeadlines;
}

/** Starts one program again and again, in one mount. */
export class Programs {
  readonly #parts: ProgramsParts;
  readonly #links: TemporaryLinks;
  #broken: Failure | undefined;

  static async create(parts: ProgramsParts): Promise<Programs> {
    return new Programs(parts, await TemporaryLinks.create(parts.place, parts.idle));
  }

  private constructor(parts: ProgramsParts, links: TemporaryLinks) {
    this.#parts = parts;
    this.#links = links;
  }

  start(): ProgramProcess {
    const { command, place, deadlines } = this.#parts;
    return new ProgramProcess({
      command,
      deadlines,
      spawn: spawnerIn(place),
      directory: place.directory,
      temporary: this.#links.take(),
      onBroken: (failure) => {
        this.#broken ??= failure;
      },
      broken: () => this.#broken,
    });
  }
}
