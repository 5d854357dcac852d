import type { HeldFacts, Release } from '../../../disk/mount/held.ts';
import type { MountedImage } from '../../../disk/mount/mounted-image.ts';
import type { MountedPlace } from '../../../disk/mount/mounted-place.ts';
import type { Plan } from '../../../disk/mount/plan.ts';
import type { LockWait } from '../../../disk/mount/serving.ts';
import type { FsEvent } from '../../../disk/trace.ts';
import { Patience } from '../../own-time/patience.ts';
import { parentOf } from '../../own-time/tasks.ts';
import type { Player } from './player.ts';

/** How long nothing is looked at while nothing is told. */
const LOOK_MS = 1;

/** What came of waiting for players: all of them stand still, or one of them ran on for longer than it may. */
export type Settled = 'at-rest' | 'overdue';

interface Held {
  readonly call: HeldFacts;
  readonly player: Player;
  /** How often all had stood still before it came. */
  readonly rests: number;
}

/** A disk on which several processes act, each of whose calls goes on when it is told to. */
export class Scene {
  readonly image: MountedImage;
  readonly #place: MountedPlace;
  readonly #players: readonly Player[];
  /** In the order in which they came. */
  readonly #held: Held[] = [];
  readonly #lockWaits = new Map<number, Player>();
  readonly #threads = new Map<number, Player>();
  readonly #dead = new Set<Player>();
  #told = 0;
  #rests = 0;
  #wake: () => void = () => {};

  /** @param players those who act in it, in their order. */
  constructor(place: MountedPlace, image: MountedImage, players: readonly Player[]) {
    this.#place = place;
    this.image = image;
    this.#players = players;
  }

  /** To be called with what the server tells of the image. */
  readonly on = {
    held: (call: HeldFacts): void => {
      const player = this.#playerOf(call.process ?? call.thread);
      // It is nobody's whom anybody waits for.
      if (player === undefined) {
        this.release(call);
        return;
      }
      // It fails by itself: whoever calls is dying.
      if (this.#dead.has(player)) return;
      this.#held.push({ call, player, rests: this.#rests });
      this.#lockWaits.delete(call.thread);
      this.#threads.set(call.thread, player);
      // It had begun to go on right before.
      player.thaw();
      this.tell();
    },
    lockWait: ({ thread, process: pid = thread }: LockWait): void => {
      const player = this.#playerOf(pid);
      if (player !== undefined) this.#lockWaits.set(thread, player);
      this.tell();
    },
  };

  /** Something has happened that whoever waits for players wants to hear of. */
  tell(): void {
    this.#told++;
    this.#wake();
  }

  follow(plan: Plan): Promise<void> {
    return this.image.follow(plan);
  }

  /** The calls in which a player stands: those that came first first; of those that came together by what they are about, as arrival is chance. */
  heldOf(player: Player): readonly HeldFacts[] {
    const own = this.#held.filter((held) => held.player === player);
    const about = ({ call: { primitive, path = '' } }: Held): string => `${path} ${primitive}`;
    return own.sort((a, b) => a.rests - b.rests || (about(a) < about(b) ? -1 : 1)).map(({ call }) => call);
  }

  waitsForLock(player: Player): boolean {
    return [...this.#lockWaits.values()].includes(player);
  }

  /** Of one that stands still: it waits, inside the kernel, for what somebody holds who is held. */
  isBlocked(player: Player): boolean {
    return player.threads.isBlocked;
  }

  /** Who did it, where that showed. */
  doerOf({ thread = 0 }: Pick<FsEvent, 'thread'>): Player | undefined {
    return this.#threads.get(thread);
  }

  /** Lets a call go on. What comes of that shows when the players have settled. */
  release(call: HeldFacts, how: Release = { does: 'go-on' }): void {
    if (how.does !== 'begin') this.#forget((held) => held.call === call);
    this.#place.release(call, how).catch(() => {});
  }

  /**
   * From now on calls go on as they come, those that wait too. Whoever is dying is gone first: as long as calls are held those of the dead fail, and afterwards one
   * of them could be done.
   */
  async open(dying: readonly Promise<void>[] = []): Promise<void> {
    for (const player of this.#players) player.thaw();
    const gone = Promise.all(dying);
    const over = this.#whenOver(gone);
    while (!over.isSo && dying.length > 0) {
      this.#releaseAll();
      await this.soon();
    }
    await gone;
    await this.follow({});
    this.#releaseAll();
  }

  /** Says when it is, and wakes up whoever waits. */
  #whenOver(what: Promise<unknown>): { readonly isSo: boolean } {
    const over = { isSo: false };
    const tell = (): void => {
      over.isSo = true;
      this.tell();
    };
    what.then(tell, tell);
    return over;
  }

  #releaseAll(): void {
    for (const { call } of [...this.#held]) this.release(call);
  }

  /**
   * Until one that is being killed is gone; or dead but for a call that waits for the lock of somebody who is held, and that fails when it comes to it: it is gone
   * once that one has gone on.
   */
  async untilDead(player: Player, gone: Promise<void>): Promise<void> {
    const over = this.#whenOver(gone);
    while (!over.isSo && !player.threads.isDeadInKernel) await this.soon();
    if (over.isSo) await gone;
  }

  /** It is dead: nothing of it happens any more. */
  died(player: Player): void {
    this.#dead.add(player);
    this.#forget((held) => held.player === player);
    for (const [thread, whose] of this.#lockWaits) if (whose === player) this.#lockWaits.delete(thread);
  }

  /**
   * Waits until nobody goes on by themselves but by the clock, and all that they have said has come. Those that are frozen do not anyway.
   *
   * @param limitMs own time of each.
   */
  async settle(limitMs: number): Promise<Settled> {
    const acting = this.#players.filter(({ isFrozen }) => !isFrozen);
    let late = false;
    const patiences: Patience[] = [];
    const impatient = (): void => {
      if (patiences.length > 0) return;
      const onLate = (): void => {
        late = true;
      };
      patiences.push(...acting.map(({ pid }) => new Patience(limitMs, { pid }, onLate)));
    };
    try {
      while (!late) {
        const before = this.#look(acting);
        if (before === undefined) {
          impatient();
          await this.soon();
          continue;
        }
        // Whatever came before it, the server has seen to by then.
        await this.#place.catchUp();
        await turn();
        const others = acting.filter((player) => player.takesUpChildren());
        if (others.length > 0 || this.#look(acting) !== before) continue;
        this.#rests++;
        return 'at-rest';
      }
      return 'overdue';
    } finally {
      for (const patience of patiences) patience.stop();
    }
  }

  /** Until something is told, and no longer than a moment. */
  async soon(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, LOOK_MS);
    });
    clearTimeout(timer);
    this.#wake = () => {};
  }

  /** Until something is told that was not told before; `false` if that did not come within so much own time of whom it is to come from. */
  async nextNews(since: number, from: readonly Player[], limitMs: number): Promise<boolean> {
    let late = false;
    const patiences = from.map(
      ({ pid }) =>
        new Patience(limitMs, { pid, family: process.pid }, () => {
          late = true;
          this.#wake();
        }),
    );
    while (this.#told === since && !late) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = () => {};
    for (const patience of patiences) patience.stop();
    return this.#told !== since;
  }

  /** How much was told so far. */
  get told(): number {
    return this.#told;
  }

  #look(players: readonly Player[]): string | undefined {
    let seen = '';
    for (const { threads } of players) {
      const one = threads.look(this.#held.length > 0);
      if (one === undefined) return undefined;
      seen += one;
    }
    return seen;
  }

  #playerOf(pid: number): Player | undefined {
    for (let one: number | undefined = pid, depth = 0; one !== undefined && one > 1 && depth < MOST_GENERATIONS; depth++) {
      const found = this.#players.find((player) => player.pid === one);
      if (found !== undefined) return found;
      one = parentOf(one);
    }
    return undefined;
  }

  #forget(isIt: (held: Held) => boolean): void {
    for (let at = this.#held.length - 1; at >= 0; at--) {
      const held = this.#held[at];
      if (held !== undefined && isIt(held)) this.#held.splice(at, 1);
    }
  }
}

const MOST_GENERATIONS = 16;

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
