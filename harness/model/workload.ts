import fc from 'fast-check';
import type { Json } from '../contract/session-store.ts';
import type { Capabilities } from './capabilities.ts';
import type { Effort } from './effort.ts';
import { type Operation, sessionOf } from './operation.ts';
import { asPlaceholder, text } from './text.ts';

/** The two sessions of every workload. */
export const SESSIONS = ['alpha', 'beta'] as const;

/** Payload sizes in bytes: within a page; over several pages; above the 512 KiB at which Node cuts writes in two. */
export const PAYLOAD_BYTES = { small: 24, pages: 10_000, huge: 600_000 } as const;
export type PayloadSize = keyof typeof PAYLOAD_BYTES;

/** How much is tried at each effort. Counts, never times, so that equal runs are equal. */
export interface WorkloadPlan {
  /** Every well-formed sequence of up to this many operations. */
  readonly exhaustiveLength: number;
  /** Random sequences after those, and their greatest length. */
  readonly randomCount: number;
  readonly randomLength: number;
  /** Of the sequences with a huge payload only so many; absent: all. */
  readonly mostHuge?: number;
}

export const WORKLOAD_PLANS: { readonly [E in Effort]: WorkloadPlan } = {
  quick: { exhaustiveLength: 2, randomCount: 5, randomLength: 8 },
  default: { exhaustiveLength: 3, randomCount: 30, randomLength: 12 },
  thorough: { exhaustiveLength: 4, randomCount: 100, randomLength: 16 },
};

/** Where each life is a process, which takes some 50 ms, and each crash four of them. */
export const PROCESS_WORKLOAD_PLANS: { readonly [E in Effort]: WorkloadPlan } = {
  quick: { exhaustiveLength: 2, randomCount: 0, randomLength: 0, mostHuge: 0 },
  default: { exhaustiveLength: 2, randomCount: 2, randomLength: 6, mostHuge: 1 },
  thorough: { exhaustiveLength: 3, randomCount: 20, randomLength: 12, mostHuge: 1 },
};

/** All the workloads of a plan, in the order in which they are run. Equal for equal seeds. */
export function plannedWorkloads(plan: WorkloadPlan, capabilities: Capabilities, seed: number): Operation[][] {
  const random = { count: plan.randomCount, length: plan.randomLength, seed };
  const all = [
    ...exhaustiveWorkloads(capabilities, plan.exhaustiveLength),
    ...(random.count === 0 ? [] : randomWorkloads(capabilities, random)),
  ];
  let huge = 0;
  return all.filter((operations) => !hasHugePayload(operations) || huge++ < (plan.mostHuge ?? Number.POSITIVE_INFINITY));
}

/** Whether a payload of the sequence is `huge`. */
export function hasHugePayload(operations: readonly Operation[]): boolean {
  return operations.some((operation) =>
    Object.values(operation).some((value) => typeof value === 'object' && largestText(value) >= PAYLOAD_BYTES.huge),
  );
}

function largestText(value: Json): number {
  const placeholder = asPlaceholder(value);
  if (placeholder !== undefined) return placeholder[1];
  if (typeof value !== 'object' || value === null) return 0;
  return Math.max(0, ...Object.values(value).map(largestText));
}

/** One step of the alphabet: an operation still without its payload's tag, which its place in the sequence gives it. */
interface Letter {
  readonly op: Operation['op'];
  readonly session?: string;
  readonly size?: PayloadSize;
}

/**
 * Every well-formed sequence of 1 to `length` operations over the small alphabet that the store's operations allow, the shorter first.
 * Sessions are interchangeable, so the first to be named is always `alpha`. Only the last payload of a sequence is huge: what follows
 * a huge one is left to the random workloads, since every recovery then reads and writes it several times.
 */
export function* exhaustiveWorkloads(capabilities: Capabilities, length: number): Generator<Operation[]> {
  const alphabet = alphabetOf(capabilities);
  for (let wanted = 1; wanted <= length; wanted++) yield* sequences([], wanted);

  function* sequences(prefix: readonly Letter[], wanted: number): Generator<Operation[]> {
    if (prefix.length === wanted) {
      yield spell(prefix);
      return;
    }
    for (const letter of alphabet) {
      if (mayFollow(prefix, letter, capabilities, { canonical: true, random: false }))
        yield* sequences([...prefix, letter], wanted);
    }
  }
}

/** Random well-formed sequences; equal for equal seeds. */
export function randomWorkloads(
  capabilities: Capabilities,
  { count, length, seed }: { count: number; length: number; seed: number },
): Operation[][] {
  const arbitrary = fc
    .array(fc.nat({ max: MOST_CHOICE }), { minLength: 4, maxLength: length })
    .map((choices) => chosenWorkload(choices, capabilities));
  return fc.sample(arbitrary, { seed, numRuns: count });
}

/** The greatest number that `chosenWorkload` is given. */
export const MOST_CHOICE = 10_000;

/** Which operations a chosen sequence is made of. */
export interface Choosable {
  readonly op: Operation['op'];
  readonly size?: PayloadSize;
}

/**
 * The well-formed sequence that numbers choose, each one of the operations that may follow those before it. Smaller numbers choose simpler ones. Empty
 * where nothing may come first.
 */
export function chosenWorkload(
  choices: readonly number[],
  capabilities: Pick<Capabilities, 'methods'>,
  isWanted: (letter: Choosable) => boolean = () => true,
): Operation[] {
  const alphabet = alphabetOf(capabilities).filter(isWanted);
  const letters: Letter[] = [];
  for (const choice of choices) {
    const allowed = alphabet.filter((letter) => mayFollow(letters, letter, capabilities, { canonical: true, random: true }));
    const letter = allowed[choice % allowed.length];
    if (letter !== undefined) letters.push(letter);
  }
  return spell(letters);
}

/** Whether every operation makes sense where it stands; shrinking keeps to this. */
export function isWellFormed(operations: readonly Operation[], capabilities: Capabilities): boolean {
  return operations.every((operation, index) => {
    const session = sessionOf(operation);
    return mayFollow(
      operations.slice(0, index).map(letterOf),
      session === undefined ? { op: operation.op } : { op: operation.op, session },
      capabilities,
      { canonical: false, random: true },
    );
  });
}

function letterOf(operation: Operation): Letter {
  const session = sessionOf(operation);
  return session === undefined ? { op: operation.op } : { op: operation.op, session };
}

function alphabetOf({ methods }: Pick<Capabilities, 'methods'>): Letter[] {
  const letters: Letter[] = [];
  const [alpha, beta] = SESSIONS;
  const add = (op: 'create' | 'patch' | 'append' | 'appendAll' | 'rewrite', session: string, ...sizes: PayloadSize[]) => {
    if (methods.includes(op)) for (const size of sizes) letters.push({ op, session, size });
  };
  add('create', alpha, 'small');
  add('patch', alpha, 'small', 'pages', 'huge');
  add('append', alpha, 'small', 'pages', 'huge');
  add('appendAll', alpha, 'small', 'pages');
  add('rewrite', alpha, 'pages');
  for (const op of ['delete', 'touch'] as const) if (methods.includes(op)) letters.push({ op, session: alpha });
  add('create', beta, 'small');
  add('patch', beta, 'small');
  add('append', beta, 'small');
  if (methods.includes('flush')) letters.push({ op: 'flush' });
  // Work may go on behind an operation: a queue, a debounced write, a compaction on a timer. A pause lets it, which makes other crash points.
  letters.push({ op: 'rest' });
  return letters;
}

interface Rules {
  /** Sessions are interchangeable, huge payloads rare: only one sequence of each kind. */
  readonly canonical: boolean;
  /** A huge payload may be followed by more. */
  readonly random: boolean;
}

function mayFollow(
  prefix: readonly Letter[],
  letter: Letter,
  { methods }: Pick<Capabilities, 'methods'>,
  { canonical, random }: Rules,
): boolean {
  if (letter.session === undefined) return mayPause(prefix, letter);
  if (canonical && prefix.length === 0 && letter.session !== SESSIONS[0]) return false;
  if (canonical && prefix.some(({ size }) => size === 'huge') && (letter.size === 'huge' || !random)) return false;
  const exists = prefix.findLast(({ session, op }) => session === letter.session && op !== 'touch');
  const alive = exists !== undefined && exists.op !== 'delete';
  if (letter.op === 'create') return !alive;
  if (alive) return true;
  // Without `create` the first write creates; nothing else makes sense on a session that is not there.
  return !methods.includes('create') && MAKES.has(letter.op);
}

/** Writes that make a session where there is no `create`. */
const MAKES: ReadonlySet<Operation['op']> = new Set(['patch', 'append', 'appendAll']);

/** A flush or a rest as the first operation, or after a flush, tells nothing; a flush after a rest finds what the background has done. */
function mayPause(prefix: readonly Letter[], { op }: Letter): boolean {
  const last = prefix.at(-1);
  return last !== undefined && (last.session !== undefined || (op === 'flush' && last.op === 'rest'));
}

function spell(letters: readonly Letter[]): Operation[] {
  return letters.map(spellLetter);
}

function spellLetter({ op, session = '', size = 'small' }: Letter, index: number): Operation {
  const turn = index + 1;
  // A tag of its own per operation: what is lost, doubled or glued shows.
  const tag = `p${turn}`;
  const payload = size === 'small' ? `${tag} small` : text(tag, PAYLOAD_BYTES[size]);
  switch (op) {
    case 'create':
      return { op, session, fields: {} };
    case 'patch':
      return { op, session, fields: { [`field${index % 3}`]: payload, turn } };
    case 'append':
      return { op, session, record: { turn, text: payload } };
    case 'appendAll':
      return { op, session, records: groupOf(turn, payload) };
    case 'rewrite': {
      const records = [
        { compacted: payload, turn },
        { turn, last: true },
      ];
      return { op, session, records };
    }
    case 'flush':
    case 'rest':
      return { op };
    case 'delete':
    case 'touch':
      return { op, session };
  }
}

/** Two records that belong together. */
export function groupOf(turn: number, payload: Json): Json[] {
  return [
    { turn, call: payload },
    { turn, result: payload },
  ];
}
