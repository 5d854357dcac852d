import type { Host, Life } from '../../harness/host/host.ts';
import type { FaultCase, FreshLook, Leftovers } from './fault-case.ts';
import { changesBefore } from './timeline.ts';

/** What a life without a failure leaves. */
export interface Tidy {
  /** Open at its end. */
  readonly descriptors: readonly string[];
  /** Files that are there when one of its operations has ended. */
  readonly files: ReadonlySet<string>;
}

export async function tidinessOf<Image>(host: Host<Image>, life: Life<Image>, { timeline }: FaultCase): Promise<Tidy> {
  const files = new Set<string>();
  const note = async (image: Image): Promise<void> => {
    for (const { path } of await host.entries(image)) files.add(path);
  };
  if (host.abilities.has('repeats')) {
    for (const span of timeline.spans) {
      if (span?.to !== undefined) await note((await life.imageAt({ changes: changesBefore(life.trace, span.to) })).image);
    }
  }
  await note(life.end);
  return { descriptors: life.openDescriptors ?? [], files };
}

interface LeftoversContext<Image> {
  readonly host: Host<Image>;
  readonly life: Life<Image>;
  readonly faultCase: FaultCase;
  readonly tidy: Tidy;
  readonly lookAt: (image: Image) => Promise<FreshLook>;
}

const MOST_FILES = 3;

/** What one failure that passed left behind in a store that was closed; `undefined` where nothing can be concluded. */
export async function leftoversOf<Image>(context: LeftoversContext<Image>): Promise<Leftovers | undefined> {
  const { host, life, faultCase, tidy } = context;
  if (!host.abilities.has('repeats') || !mayBeAskedToTidyUp(faultCase)) return undefined;
  const descriptors = surplus(life.openDescriptors ?? [], tidy.descriptors);
  // Copies that a store keeps on purpose have a time or a number in their names, which a failure changes.
  const usual = new Set([...tidy.files].map(shapeOf));
  const strange = (await host.entries(life.end)).filter(({ path, kind }) => kind === 'file' && !usual.has(shapeOf(path)));
  const files: string[] = [];
  for (const { path } of strange.slice(0, MOST_FILES)) if (await isOfNoUse(path, context)) files.push(path);
  return { descriptors, files };
}

/** Equal for names that differ in a number, a hash or a time. */
function shapeOf(path: string): string {
  return path.replaceAll(/[0-9a-f]{16,}/gi, '<>').replaceAll(/[a-z]*\d[a-z\d]*/gi, '#');
}

/** What tidies up: where it fails itself, nobody can. */
const TIDIES: ReadonlySet<string> = new Set(['unlink', 'close', 'rmdir']);

function mayBeAskedToTidyUp({ fault, report, timeline, capabilities }: FaultCase): boolean {
  const [first, ...more] = timeline.strikes;
  if (fault?.manner === 'after-effect' || first === undefined || more.length > 0 || timeline.healedAt === undefined) return false;
  const closed = report.closed?.ok === true && capabilities.methods.includes('close');
  return closed && report.misbehaved === undefined && report.stray === undefined && !TIDIES.has(first.event.primitive);
}

/** Those that are more often in one list than in the other. */
function surplus(left: readonly string[], tidy: readonly string[]): string[] {
  const expected = [...tidy];
  return left
    .filter((path) => {
      const place = expected.indexOf(path);
      if (place === -1) return true;
      expected.splice(place, 1);
      return false;
    })
    .map((path) => path.replace(/^\/data\/?/, './'));
}

/** Whether the sessions are the same without a file. */
async function isOfNoUse<Image>(path: string, { host, life, lookAt }: LeftoversContext<Image>): Promise<boolean> {
  const [withIt, without] = [await lookAt(life.end), await lookAt(await host.without(life.end, path))];
  return withIt.opened.ok && JSON.stringify(withIt) === JSON.stringify(without);
}
