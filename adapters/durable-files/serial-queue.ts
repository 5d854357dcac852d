const tails = new Map<string, Promise<void>>();

/**
 * Runs `task` after all earlier tasks of the same key have settled, in the order of the calls. A task that fails fails alone.
 * Keys are shared by everything in this process that imports this module: use the canonical path of what is protected.
 */
export function inTurn<T>(key: string, task: () => Promise<T>): Promise<T> {
  const turn = (tails.get(key) ?? Promise.resolve()).then(task);
  const tail: Promise<void> = turn.then(settled, settled).then(() => {
    // The last one out forgets the key, or the map would grow with every session ever seen.
    if (tails.get(key) === tail) tails.delete(key);
  });
  tails.set(key, tail);
  return turn;
}

function settled(): void {}
