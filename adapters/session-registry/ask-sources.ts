import type { ListedSession, Source } from '../../harness/contract/registry.ts';

/** What a source told in time; `undefined` where it told nothing. */
export type Listing = ReadonlyMap<string, ListedSession> | undefined;

interface AskOptions {
  readonly timeoutMs: number;
  readonly now: () => number;
}

/** Asks every source at once. One that throws, or takes too long, has told nothing; what it says later is not heard. */
export async function askSources(
  sources: { readonly [name: string]: Source },
  options: AskOptions,
): Promise<ReadonlyMap<string, Listing>> {
  const asked = Object.entries(sources).map(async ([name, source]) => [name, await askSource(source, options)] as const);
  return new Map(await Promise.all(asked));
}

async function askSource(source: Source, { timeoutMs, now }: AskOptions): Promise<Listing> {
  const startMs = now();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, undefined);
  });
  try {
    const answer = Promise.resolve(source.discover());
    // Before it is waited for: a source that keeps the thread busy is noticed by the clock alone, and by its own fault only.
    if (now() - startMs > timeoutMs) {
      answer.catch(() => {});
      return undefined;
    }
    const listed = await Promise.race([answer, tooLate]);
    return listed === undefined ? undefined : new Map(listed.map((session) => [session.id, session]));
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
