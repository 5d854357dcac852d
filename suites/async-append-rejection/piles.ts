import type { Host, Life } from '../../harness/host/host.ts';
import type { FreshLook, Pile, Piles } from './fault-case.ts';

export interface PilesContext<Image> {
  readonly host: Host<Image>;
  /** Lives so many rounds. */
  readonly live: (rounds: number) => Promise<Life<Image>>;
  readonly lookAt: (image: Image) => Promise<FreshLook>;
}

/** Few, to see whether anything grows at all. */
const FIRST_ROUNDS = [2, 4] as const;
/** Then so many that a cache, or copies that are kept on purpose, have reached their bounds. */
const ROUNDS = [64, 128, 256] as const;

/** What piles up while the same operations are done over and over and nothing fails; `undefined` where nobody can count. */
export async function pilesOf<Image>(context: PilesContext<Image>): Promise<Piles | undefined> {
  if (!context.host.abilities.has('repeats')) return undefined;
  const first = await countsAfter(FIRST_ROUNDS, context);
  if (first === undefined) return undefined;
  const [few, more] = first;
  const grows = (kind: keyof Counts): boolean => (more?.[kind].length ?? 0) > (few?.[kind].length ?? 0);
  if (!grows('descriptors') && !grows('files')) return {};
  const counts = await countsAfter(ROUNDS, context);
  if (counts === undefined) return undefined;
  const [descriptors, files] = [pileOf('descriptors', counts), pileOf('files', counts)];
  return { ...(descriptors === undefined ? {} : { descriptors }), ...(files === undefined ? {} : { files }) };
}

/** What there was after some rounds, by path. */
interface Counts {
  /** Open when the store had come to rest. */
  readonly descriptors: readonly string[];
  /** Temporary ones that are there when it is closed, and without which every session is the same. */
  readonly files: readonly string[];
}

async function countsAfter<Image>(rounds: readonly number[], context: PilesContext<Image>): Promise<Counts[] | undefined> {
  const counts: Counts[] = [];
  for (const number of rounds) {
    const life = await context.live(number);
    const { opened, misbehaved, stray } = life.report;
    if (!opened.ok || misbehaved !== undefined || stray !== undefined) return undefined;
    counts.push({ descriptors: openAtRest(life), files: await leftTemporaries(life, context) });
  }
  return counts;
}

/** Before the store was closed: what it then closes was open all the time. */
function openAtRest<Image>({ trace, report }: Life<Image>): string[] {
  const open = new Map<string, number>();
  for (const entry of trace) {
    if (entry.type !== 'fs') {
      if (entry.type === 'acknowledge' && entry.operation === report.operations.length - 1) break;
      continue;
    }
    const { primitive, path = 'a file', error } = entry;
    if (primitive === 'open' && error === undefined) open.set(path, (open.get(path) ?? 0) + 1);
    if (primitive === 'close' && error === undefined) open.set(path, (open.get(path) ?? 0) - 1);
  }
  return [...open].flatMap(([path, times]) => new Array<string>(Math.max(0, times)).fill(path.replace(/^\/data\/?/, './')));
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
function pileOf(kind: keyof Counts, counts: readonly Counts[]): Pile | undefined {
  const [few = 0, more = 0, most = 0] = counts.map((one) => one[kind].length);
  const grown = more - few;
  if (grown < ROUNDS[0] / 4 || Math.abs(most - more - 2 * grown) > 2) return undefined;
  const example = commonest(counts.at(-1)?.[kind] ?? []);
  return { counts: ROUNDS.map((rounds, at) => ({ rounds, count: [few, more, most][at] ?? 0 })), example };
}

function commonest(paths: readonly string[]): string {
  const times = new Map<string, number>();
  for (const path of paths) times.set(path, (times.get(path) ?? 0) + 1);
  return [...times].reduce((best, one) => (one[1] > best[1] ? one : best), ['', 0])[0];
}
