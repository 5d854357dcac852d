import type { Host, Life } from '../../harness/host/host.ts';
import type { FreshLook, Pile, Piles } from './fault-case.ts';
import type { Rounds } from './fault-workload.ts';

export interface PilesContext<Image> {
  readonly host: Host<Image>;
  readonly live: (rounds: Rounds) => Promise<Life<Image>>;
  readonly lookAt: (image: Image) => Promise<FreshLook>;
  /** Promises are counted too. */
  readonly promises: boolean;
}

/** Few, to see whether anything grows at all. */
const FIRST_ROUNDS = [2, 4] as const;
/** Then so many that a cache, or copies that are kept on purpose, have reached their bounds. */
const ROUNDS = [64, 128, 256] as const;
/** What is in memory is the same in each life of a store that forgets what is over. */
const PROMISE_ROUNDS = [16, 32, 64] as const;

/** What piles up while the same operations are done over and over and nothing fails; `undefined` where nobody can count. */
export async function pilesOf<Image>(context: PilesContext<Image>): Promise<Piles | undefined> {
  const first = await countsAfter(FIRST_ROUNDS, context);
  if (first === undefined) return undefined;
  const grows = KINDS.some((kind) => (first[1]?.[kind]?.length ?? 0) > (first[0]?.[kind]?.length ?? 0));
  const counts = grows ? await countsAfter(ROUNDS, context) : [];
  if (counts === undefined) return undefined;
  const piles = KINDS.flatMap((kind): [string, Pile][] => {
    const paths = counts.map((one) => one[kind] ?? []);
    const pile = pileOf(
      paths.map(({ length }) => length),
      ROUNDS,
      commonest(paths.at(-1) ?? []),
    );
    return pile === undefined ? [] : [[kind, pile]];
  });
  // One is enough, and to count promises takes longest.
  if (piles.length > 0) return Object.fromEntries(piles);
  const few = context.promises ? await promisesAfter(FIRST_ROUNDS, context) : undefined;
  if (few === undefined) return first.some(({ descriptors }) => descriptors !== undefined) ? {} : undefined;
  const promises = increases(few) ? pileOf((await promisesAfter(PROMISE_ROUNDS, context)) ?? [], PROMISE_ROUNDS, '') : undefined;
  return promises === undefined ? {} : { promises };
}

/** What there was after some rounds, by path. */
interface Counts {
  /** Open when the store had come to rest; absent where nobody can count. */
  readonly descriptors: readonly string[] | undefined;
  /** Temporary ones that are there when it is closed, and without which every session is the same. */
  readonly files: readonly string[];
}

const KINDS = ['descriptors', 'files'] as const;

async function countsAfter<Image>(rounds: readonly number[], context: PilesContext<Image>): Promise<Counts[] | undefined> {
  const counts: Counts[] = [];
  for (const number of rounds) {
    const life = await context.live({ countedAfter: [number] });
    if (!wentWell(life)) return undefined;
    const descriptors = life.report.held?.[0]?.descriptors?.map((path) => path.replace(/^\/data\/?/, './'));
    counts.push({ descriptors, files: await leftTemporaries(life, context) });
  }
  return counts;
}

/** In one life, when the store had come to rest; `undefined` where nobody can count. */
async function promisesAfter<Image>(rounds: readonly number[], { live }: PilesContext<Image>): Promise<number[] | undefined> {
  const life = await live({ countedAfter: rounds, promises: true });
  const counts = life.report.held?.map(({ promises }) => promises).filter((count) => count !== undefined);
  return wentWell(life) && counts?.length === rounds.length ? counts : undefined;
}

function wentWell({ report: { opened, misbehaved, stray } }: Life<unknown>): boolean {
  return opened.ok && misbehaved === undefined && stray === undefined;
}

function increases([few = 0, more = 0]: readonly number[]): boolean {
  return more > few;
}

/** Copies, segments and tombstones may be kept on purpose, and only their store knows; what is called temporary is not. */
const TEMPORARY = /(^|[^a-z])(te?mp|temporary)([^a-z]|$)/i;

async function leftTemporaries<Image>({ end, report }: Life<Image>, { host, lookAt }: PilesContext<Image>): Promise<string[]> {
  if (report.closed?.ok !== true) return [];
  const entries = await host.entries(end);
  const named = entries.flatMap(({ path, kind }) =>
    kind === 'file' && TEMPORARY.test(path.slice(path.lastIndexOf('/') + 1)) ? [path] : [],
  );
  if (named.length === 0) return [];
  let rest = end;
  for (const path of named) rest = await host.without(rest, path);
  const [withThem, without] = [await lookAt(end), await lookAt(rest)];
  return withThem.opened.ok && JSON.stringify(withThem) === JSON.stringify(without) ? named : [];
}

/** Of what grows with the operations: as much again after twice as many rounds, and twice that after four times. */
function pileOf(counts: readonly number[], rounds: readonly number[], example: string): Pile | undefined {
  const [few = 0, more = 0, most = 0] = counts;
  const grown = more - few;
  if (grown < (rounds[0] ?? 0) / 4 || Math.abs(most - more - 2 * grown) > 2) return undefined;
  return { counts: rounds.map((number, at) => ({ rounds: number, count: counts[at] ?? 0 })), example };
}

function commonest(paths: readonly string[]): string {
  const times = new Map<string, number>();
  for (const path of paths) times.set(path, (times.get(path) ?? 0) + 1);
  return [...times].reduce((best, one) => (one[1] > best[1] ? one : best), ['', 0])[0];
}
