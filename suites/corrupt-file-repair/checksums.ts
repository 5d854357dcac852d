import type { BitFlip } from '../../harness/corruption/damage.ts';
import { fitsFormat } from '../../harness/corruption/format.ts';
import type { Host } from '../../harness/host/host.ts';
import type { Operation } from '../../harness/model/operation.ts';
import type { DamageCase } from './damage-case.ts';
import type { DamagedDisk } from './damaged-disk.ts';
import type { Deviation } from './deviation.ts';
import { type UndamagedStore, undamagedStore } from './undamaged-store.ts';
import { DAMAGED } from './workloads.ts';

/** Fewer bytes that are different are no checksum: a counter, a length. */
const LEAST_BYTES = 3;

/**
 * Whether the damage is one flipped bit in a text of the damaged session, that leaves JSON, and the file holds a checksum that tells of it. That is found
 * out by storing another text of the same length in its place: where other bytes of the file are different then, they are made from the text.
 */
export async function isCheckable<Image>(
  host: Host<Image>,
  store: UndamagedStore<Image>,
  { damage, file, damaged }: DamagedDisk<Image>,
): Promise<boolean> {
  if (damage.kind !== 'bit-flip' || file === undefined || file.format === 'opaque' || damaged.kind !== 'file') return false;
  if (!host.abilities.has('repeats') || !fitsFormat(damaged.bytes, file.format)) return false;
  const text = textAt(store, file.bytes, damage);
  return text !== undefined && (await isCovered(host, store, file.path, text));
}

/** A payload in the bytes of a file: its tag, and where it begins and ends. */
interface FoundText {
  readonly tag: string;
  readonly start: number;
  readonly end: number;
}

/** The payload of the damaged session in whose text, behind the tag, this place is. */
function textAt({ undamaged }: UndamagedStore<unknown>, bytes: Buffer, { at }: BitFlip): FoundText | undefined {
  const content = bytes.toString('latin1');
  for (const tag of undamaged.tags[DAMAGED] ?? []) {
    const start = content.indexOf(tag);
    const end = content.indexOf('"', start);
    if (start !== -1 && at >= start + tag.length && at < end) return { tag, start, end };
  }
  return undefined;
}

async function isCovered<Image>(
  host: Host<Image>,
  store: UndamagedStore<Image>,
  path: string,
  text: FoundText,
): Promise<boolean> {
  const answers = known.get(store) ?? new Map<string, boolean>();
  known.set(store, answers);
  const key = `${path}\n${text.tag}`;
  const found = answers.get(key) ?? (await hasChecksum(host, store, path, text));
  answers.set(key, found);
  return found;
}

/** Asked for many times of each text. */
const known = new WeakMap<object, Map<string, boolean>>();

async function hasChecksum<Image>(
  host: Host<Image>,
  { undamaged: { operations, capabilities }, files }: UndamagedStore<Image>,
  path: string,
  { tag, start, end }: FoundText,
): Promise<boolean> {
  const bytesOf = async (stored: readonly Operation[]): Promise<Buffer | undefined> => {
    const store = await undamagedStore(stored, { host, capabilities });
    return store?.files.find((file) => file.path === path)?.bytes;
  };
  const before = files.find((file) => file.path === path)?.bytes;
  const other = await bytesOf(withOtherText(operations, tag));
  if (before === undefined || other?.length !== before.length) return false;
  // What is not the same when the same is stored tells nothing.
  const again = await bytesOf(operations);
  if (again?.equals(before) !== true) return false;
  let different = 0;
  for (let at = 0; at < before.length; at++) {
    const isInText = at >= start && at < end;
    // A copy of the text is no checksum of it.
    const isCopy = before[at] === SPACE && other[at] === UNDERSCORE;
    if (!isInText && !isCopy && before[at] !== other[at]) different++;
  }
  return different >= LEAST_BYTES;
}

const [SPACE, UNDERSCORE] = [0x20, 0x5f];

function withOtherText(operations: readonly Operation[], tag: string): Operation[] {
  return JSON.parse(JSON.stringify(operations).replaceAll(`${tag} `, `${tag}_`)) as Operation[];
}

/** REPAIR-1, of a store that claims to say what is damaged: it shows a text that does not fit the checksum beside it. */
export function uncheckedDeviations({ isCheckable: checkable, damage, undamaged, first }: DamageCase): Deviation[] {
  if (checkable !== true || first.reportedErrors > 0) return [];
  const [shown, whole] = [first.snapshots[0]?.read[DAMAGED], undamaged.snapshot.read[DAMAGED]];
  if (shown === undefined || whole === undefined || !('state' in shown && 'state' in whole)) return [];
  const stored = new Set(textsIn(whole.state));
  const altered = textsIn(shown.state).find((text) => !stored.has(text));
  if (altered === undefined) return [];
  return [
    {
      kind: 'silent',
      expected: `Session \`${DAMAGED}\`: an error, or what was stored. ${damage.file} holds a checksum, which does not fit any more.`,
      observed: `Session \`${DAMAGED}\`: read gave the text ${JSON.stringify(altered)}, which was never stored, and no error.`,
    },
  ];
}

/** Every text in a value, at any depth. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
