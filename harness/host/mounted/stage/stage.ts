import type { Disk } from '../../../disk/disk.ts';
import type { MountedImage } from '../../../disk/mount/mounted-image.ts';
import { MountedPlace } from '../../../disk/mount/mounted-place.ts';
import type { Plan } from '../../../disk/mount/plan.ts';
import type { ProcessDeadlines } from '../../process/store-process.ts';
import type { ProgramCommand } from '../../stdio/program.ts';
import { Programs } from '../programs.ts';
import type { Player } from './player.ts';
import { Scene } from './scene.ts';

/**
 * A mounted place where several processes act on one disk, and somebody else says who goes on. The kernel remembers nothing there, so that each sees
 * what the others do, and locks are served, so that it shows who waits for one.
 */
export class Stage {
  readonly #place: MountedPlace;
  readonly #scenes: Map<number, Scene>;
  /** A directory for processes that have no scene yet. */
  readonly anteroom: string;

  /** To be disposed. @param anteroom what is in that directory. @throws MountObstacle where nothing can be mounted */
  static async start(anteroom: Disk): Promise<Stage> {
    const scenes = new Map<number, Scene>();
    const place = await MountedPlace.start({
      locks: true,
      onHeld: (call) => scenes.get(call.image)?.on.held(call),
      onLockWait: (wait) => scenes.get(wait.image)?.on.lockWait(wait),
    });
    try {
      const { directory } = await place.present({ snapshot: anteroom.snapshot() }, { silent: true });
      return new Stage(place, scenes, directory);
    } catch (error) {
      await place.dispose();
      throw error;
    }
  }

  private constructor(place: MountedPlace, scenes: Map<number, Scene>, anteroom: string) {
    this.#place = place;
    this.#scenes = scenes;
    this.anteroom = anteroom;
  }

  /** A scene with these players, which is to be cleared. @param plan of the calls of all of them. */
  async set(disk: Disk, players: readonly Player[], plan: Plan = {}): Promise<Scene> {
    const image = await this.present(disk, plan);
    const scene = new Scene(this.#place, image, players);
    this.#scenes.set(image.number, scene);
    return scene;
  }

  /** A disk with nobody who says who goes on. */
  present(disk: Disk, plan: Plan = {}): Promise<MountedImage> {
    return this.#place.present({ snapshot: disk.snapshot() }, { uncached: true, asides: true, plan });
  }

  /** What is done in it from now on is refused. */
  async clear({ image }: Scene): Promise<void> {
    this.#scenes.delete(image.number);
    await image.remove();
  }

  inside(file: string, args: readonly string[]): [file: string, args: string[]] {
    return this.#place.inside(file, args);
  }

  /** Starts this program again and again, on the stage; without a scene it uses the anteroom. */
  programs(command: ProgramCommand, deadlines: ProcessDeadlines): Promise<Programs> {
    return Programs.create({ command, deadlines, place: this.#place, idle: this.anteroom });
  }

  /** Kills everything on it. */
  dispose(): Promise<void> {
    return this.#place.dispose();
  }
}
