import { formatOf } from '../../harness/corruption/format.ts';
import { isBeginning, isTornTail } from '../../harness/corruption/torn-tail.ts';
import type { Host, Life } from '../../harness/host/host.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { Operation } from '../../harness/model/operation.ts';
import type { DiskBytes } from './damage-case.ts';
import { belowStore, bytesOf } from './disk-bytes.ts';
import { DAMAGED } from './workloads.ts';

/** Whether a crash could have left a file so. */
export type WasSo = (path: string, bytes: Buffer) => boolean;

/** A write that grew a file where it stands: whoever is stopped in it leaves all of `before` and some of what comes after it. */
interface Growth {
  readonly before: Buffer;
  readonly after: Buffer;
}

/**
 * Which contents of which files are a crash's doing: those that a file had at some moment of the lives, those that it would have if a write in place had
 * been stopped, and every log that ends within a line. Crash-injection judges them.
 *
 * @param lives the first begins on an empty disk, each on what the one before it left.
 * @param own a life in which the store empties a session itself: a file that has no bytes then may have none.
 */
export async function momentsOf<Image>(
  host: Host<Image>,
  lives: readonly Life<Image>[],
  own: Life<Image> | undefined,
): Promise<WasSo> {
  const end = bytesOf(await host.entries(lives.at(-1)?.end ?? (await host.emptyImage())));
  const isTorn: WasSo = (path, bytes) => {
    const content = end.get(path);
    return content !== undefined && isTornTail(formatOf(content), content, bytes);
  };
  // A life that is lived again for each moment of it would take too long: there, everything that has a beginning may have been.
  if (!host.abilities.has('repeats')) return wasBeginning(end);
  const known = new Map<string, Set<string>>();
  const growths = new Map<string, Growth[]>();
  for (const life of lives) await lookAtMoments(host, life, known, growths);
  const empty = own === undefined ? new Set<string>() : await emptyFilesOf(host, own);
  return (path, bytes) =>
    known.get(path)?.has(bytes.toString('latin1')) === true ||
    (bytes.length === 0 && empty.has(path)) ||
    (growths.get(path) ?? []).some(({ before, after }) => isBeginning(bytes, before) && isBeginning(after, bytes)) ||
    isTorn(path, bytes);
}

async function lookAtMoments<Image>(
  host: Host<Image>,
  life: Life<Image>,
  known: Map<string, Set<string>>,
  growths: Map<string, Growth[]>,
): Promise<void> {
  let last: DiskBytes = new Map();
  for (let changes = 0; changes <= life.changes.length; changes++) {
    const { image } = await life.imageAt({ changes });
    const files = bytesOf(await host.entries(image));
    const event = life.changes[changes - 1]?.event;
    for (const [path, bytes] of files) {
      const contents = known.get(path) ?? new Set();
      known.set(path, contents.add(bytes.toString('latin1')));
      const before = last.get(path);
      if (before === undefined || before.length >= bytes.length || event === undefined) continue;
      // What was renamed into place came whole.
      const isWritten = WRITING.has(event.primitive) && belowStore(event.path ?? '') === path;
      if (isWritten && isBeginning(bytes, before)) growths.set(path, [...(growths.get(path) ?? []), { before, after: bytes }]);
    }
    last = files;
  }
}

const WRITING: ReadonlySet<string> = new Set(['write', 'writev']);

async function emptyFilesOf<Image>(host: Host<Image>, { changes, imageAt }: Life<Image>): Promise<ReadonlySet<string>> {
  const empty = new Set<string>();
  for (let moment = 0; moment <= changes.length; moment++) {
    const { image } = await imageAt({ changes: moment });
    for (const [path, bytes] of bytesOf(await host.entries(image))) if (bytes.length === 0) empty.add(path);
  }
  return empty;
}

function wasBeginning(files: DiskBytes): WasSo {
  return (path, bytes) => {
    const content = files.get(path);
    return content !== undefined && isBeginning(content, bytes);
  };
}

/** What leaves a session that holds nothing, by the store's own hand. None if it has no such operations. */
export function emptying({ methods, fields, records }: Capabilities): Operation[] {
  const operations: Operation[] = [];
  if (methods.includes('create')) operations.push({ op: 'create', session: DAMAGED, fields: {} });
  else if (fields && methods.includes('patch')) operations.push({ op: 'patch', session: DAMAGED, fields: {} });
  if (records && methods.includes('rewrite')) operations.push({ op: 'rewrite', session: DAMAGED, records: [] });
  if (operations.length > 0 && methods.includes('flush')) operations.push({ op: 'flush' });
  return operations;
}
