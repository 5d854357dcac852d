import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { Damage, DamageKind } from '../../harness/corruption/damage.ts';
import { type DamageLimits, planDamages } from '../../harness/corruption/plan-damages.ts';
import type { Ability } from '../../harness/host/ability.ts';
import type { Effort } from '../../harness/model/effort.ts';
import { foreignFiles } from './foreign-files.ts';
import { copiedFiles } from './misplaced-files.ts';
import type { UndamagedStore } from './undamaged-store.ts';
import { untouchedFiles } from './whole-files.ts';

/** By effort: of files of up to 2 KiB, by default, every byte is cut and flipped. */
const DAMAGE_LIMITS: { readonly [E in Effort]: DamageLimits } = {
  quick: { cuts: 160, nulTails: 48, nulBlocks: 32, bitFlips: 160, places: 12 },
  default: { cuts: 700, nulTails: 200, nulBlocks: 100, bitFlips: 700, places: 24 },
  thorough: { cuts: 4096, nulTails: 2048, nulBlocks: 1024, bitFlips: 4096, places: 200 },
};

/** Of the places in files with several pages so much. */
const LARGE_SHARE = 0.3;
const LARGE_BYTES = 4096;

/** How many damages there are in all where lives take long, and of how many places. */
interface SlowDamages {
  readonly most: { readonly [E in Effort]: number };
  readonly limits: DamageLimits;
}

/** Where a life takes 10 ms. */
const MOUNTED: SlowDamages = {
  most: { quick: 80, default: 240, thorough: 1500 },
  limits: { cuts: 12, nulTails: 6, nulBlocks: 4, bitFlips: 12, places: 4 },
};
/** And 50 ms or more. */
const PROCESS: SlowDamages = {
  most: { quick: 16, default: 60, thorough: 300 },
  limits: { cuts: 3, nulTails: 2, nulBlocks: 1, bitFlips: 3, places: 2 },
};

export interface DamagePlanOptions {
  readonly effort: Effort;
  /** Of the host: how fast a life is there. */
  readonly abilities: ReadonlySet<Ability>;
  readonly claims: Pick<ResolvedClaims, 'corruption'>;
}

/** Every damage that is tried on a store's files, the simplest and likeliest first. */
export function damagePlan<Image>(store: UndamagedStore<Image>, { effort, abilities, claims }: DamagePlanOptions): Damage[] {
  const slow = abilities.has('sees-bytes') ? MOUNTED : PROCESS;
  const repeats = abilities.has('repeats');
  const damages = store.files.flatMap(({ path, bytes }) => [
    ...planDamages(path, bytes, repeats ? limitsFor(bytes, effort) : slow.limits),
  ]);
  const own = new Set(store.files.flatMap(({ path, isShared }) => (isShared ? [] : [path])));
  const temporaries = store.temporaries
    .filter(({ of }) => own.has(of))
    .slice(-1)
    .map(({ path, of }): Damage => ({ kind: 'stale-temporary', file: path, of }));
  const copied = claims.corruption === undefined ? [] : copiedFiles(store);
  const beside = [...temporaries, ...copied, ...foreignFiles(store.files)];
  if (repeats) return [...untouchedFiles(store.files), ...beside, ...damages];
  // Calls that fail are slow to arrange there.
  const possible = damages.filter(({ kind }) => kind !== 'unreadable');
  return oneOfEachKind([...beside, ...possible]).slice(0, slow.most[effort]);
}

/** Those that tell most, where only a few can be tried. */
const TELLING: readonly DamageKind[] = [
  'foreign-file',
  'other-type',
  'all-nul',
  'cut',
  'nul-block',
  'garbage-line',
  'missing-line',
  'unknown-field',
  'glued-lines',
  'directory',
  'bit-flip',
  'unknown-record',
];

/** The first of every kind, then the second of every kind, and so on; of the kinds the telling ones first. */
export function oneOfEachKind(damages: readonly Damage[]): Damage[] {
  const kinds = new Set([...TELLING, ...damages.map(({ kind }) => kind)]);
  const byKind = [...kinds].map((kind) => damages.filter((damage) => damage.kind === kind));
  const most = Math.max(...byKind.map(({ length }) => length));
  return Array.from({ length: most }, (_, index) => byKind.flatMap((ofKind) => ofKind.slice(index, index + 1))).flat();
}

function limitsFor(bytes: Buffer, effort: Effort): DamageLimits {
  const limits = DAMAGE_LIMITS[effort];
  if (bytes.length <= LARGE_BYTES) return limits;
  const share = (most: number) => Math.ceil(most * LARGE_SHARE);
  return {
    cuts: share(limits.cuts),
    nulTails: share(limits.nulTails),
    nulBlocks: share(limits.nulBlocks),
    bitFlips: share(limits.bitFlips),
    places: limits.places,
  };
}
