import type { Host } from '../../harness/host/host.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { BYSTANDER, DAMAGED, FOREIGN } from './workloads.ts';

/** Ids of 200 characters or so are too long for the names of files once they are encoded, so that stores hash them. */
const TAIL = `-${'0123456789'.repeat(19)}`;
const SHORT: ReadonlySet<string> = new Set([DAMAGED, BYSTANDER, FOREIGN]);

/** The host, on which these sessions have long ids. Whoever uses it sees the short ones, except in names of files. */
export function withLongIds<Image>(host: Host<Image>): Host<Image> {
  return {
    name: host.name,
    abilities: host.abilities,
    ...(host.betweenLivesMs === undefined ? {} : { betweenLivesMs: host.betweenLivesMs }),
    notices: host.notices,
    emptyImage: () => host.emptyImage(),
    hash: (image) => host.hash(image),
    entries: (image) => host.entries(image),
    without: (image, path) => host.without(image, path),
    replaced: (image, path, by) => host.replaced(image, path, by),
    retimed: (image, toMs) => host.retimed(image, toMs),
    async live(start, plan, options) {
      const life = await host.live(start, renamed(plan, lengthened), options);
      return { ...life, report: renamed(life.report, shortened), imageAt: (point) => life.imageAt(point) };
    },
  };
}

/** Operations as they stand in a counterexample, with the ids that the sessions have. */
export function withLongNames(operations: readonly Operation[]): Operation[] {
  return renamed([...operations], lengthened);
}

export function withShortNames(operations: readonly Operation[]): Operation[] {
  return renamed([...operations], shortened);
}

export function haveLongNames(operations: readonly Operation[]): boolean {
  return operations.some((operation) => sessionOf(operation)?.endsWith(TAIL) === true);
}

/** Whether a file's name holds the long id as it is: then nothing is hashed. */
export function showsLongId(path: string): boolean {
  return path.includes(TAIL);
}

export const LONG_IDS_TOLD = `The ids of the sessions are long here: ${DAMAGED} stands for ${DAMAGED}${TAIL.slice(0, 12)}..., with ${DAMAGED.length + TAIL.length} characters.`;

function lengthened(text: string): string {
  return SHORT.has(text) ? `${text}${TAIL}` : text;
}

function shortened(text: string): string {
  return text.replaceAll(TAIL, '');
}

/** A copy of plain data in which every text and every key is renamed. */
function renamed<T>(value: T, rename: (text: string) => string): T {
  return copy(value, rename) as T;
}

function copy(value: unknown, rename: (text: string) => string): unknown {
  if (typeof value === 'string') return rename(value);
  if (Array.isArray(value)) return value.map((item) => copy(item, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [rename(key), copy(item, rename)]));
}
