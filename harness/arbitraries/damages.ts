import { Failure } from '../contract/failure.ts';
import { applyDamage } from '../corruption/apply-damage.ts';
import type { Damage, DamageKind } from '../corruption/damage.ts';
import { describeDamage } from '../corruption/describe-damage.ts';
import { type DamageLimits, planDamages } from '../corruption/plan-damages.ts';
import type { Drawn, FastCheck } from './fast-check.ts';

/** What can happen to the bytes of a file, the simplest and likeliest first. */
export const FILE_DAMAGE_KINDS = [
  'empty',
  'cut',
  'all-nul',
  'nul-tail',
  'nul-block',
  'other-type',
  'garbage-line',
  'non-object-line',
  'glued-lines',
  'missing-line',
  'duplicated-line',
  'swapped-lines',
  'byte-order-mark',
  'crlf',
  'bad-time',
  'unknown-field',
  'unknown-record',
  'bit-flip',
] as const satisfies readonly DamageKind[];
export type FileDamageKind = (typeof FILE_DAMAGE_KINDS)[number];

/** Damage of a file that need not be written yet. */
export interface FileDamage {
  /** What is done to a file to which it can be done. */
  readonly kind: FileDamageKind;
  /** Which of the places in the file, from 0 on: modulo their number. */
  readonly place: number;
  /**
   * The bytes of a file after it, which always differ from those before. Damage that this file cannot have, such as of lines where there are none, cuts it
   * instead; an empty file gets the content `null`.
   */
  applyTo(bytes: Uint8Array): Buffer;
  /** What happened to a file of these bytes, as a sentence. */
  describe(bytes: Uint8Array, file?: string): string;
}

export interface DamageOptions {
  /** Absent: all. */
  readonly kinds?: readonly FileDamageKind[];
}

const MOST_PLACE = 0xffff;
const EACH: DamageLimits = { cuts: 256, nulTails: 256, nulBlocks: 256, bitFlips: 256, places: 64 };

/**
 * Damages of files. Shrinking goes to the kinds that come first, and in each to the place that comes first: a cut of the last byte.
 *
 * @throws {Failure} CW_ARBITRARY_OPTION: there are no kinds, or there is no such one.
 */
export function damageArbitrary(
  fc: Pick<FastCheck, 'constantFrom' | 'nat' | 'toStringMethod' | 'tuple'>,
  { kinds = FILE_DAMAGE_KINDS }: DamageOptions = {},
): Drawn<FileDamage> {
  const unknown = kinds.find((kind) => !FILE_DAMAGE_KINDS.includes(kind));
  if (kinds.length === 0 || unknown !== undefined)
    throw new Failure(
      'CW_ARBITRARY_OPTION',
      `There are no damages of ${unknown === undefined ? 'no kind' : `the kind ${unknown}`}.`,
      {
        hint: `the kinds are ${FILE_DAMAGE_KINDS.join(', ')}`,
      },
    );
  return fc.tuple(fc.constantFrom(...kinds), fc.nat({ max: MOST_PLACE })).map(([kind, place]) => ({
    kind,
    place,
    applyTo: (bytes: Uint8Array) => damagedBytes(damageOf(kind, place, bytes), bytes),
    describe: (bytes: Uint8Array, file = 'the file') => sentence(describeDamage({ ...damageOf(kind, place, bytes), file })),
    // How fast-check shows it.
    [fc.toStringMethod]: () => `damage(${kind}, place ${place})`,
  }));
}

/** The first from this place on that changes the file. */
function damageOf(kind: FileDamageKind, place: number, bytes: Uint8Array): Damage {
  const original = Buffer.from(bytes);
  const planned = [...planDamages('', original, EACH)];
  for (const tried of [kind, 'cut', 'other-type']) {
    const places = planned.filter((damage) => damage.kind === tried);
    for (let step = 0; step < places.length; step++) {
      const damage = places[(place + step) % places.length];
      if (damage !== undefined && !damagedBytes(damage, original).equals(original)) return damage;
    }
  }
  return { file: '', kind: 'untouched' };
}

function damagedBytes(damage: Damage, bytes: Uint8Array): Buffer {
  const damaged = applyDamage(damage, bytes);
  return damaged.kind === 'file' ? damaged.bytes : Buffer.from(bytes);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
