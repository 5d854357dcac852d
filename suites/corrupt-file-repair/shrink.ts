import type { Damage, DamageKind } from '../../harness/corruption/damage.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { isWellFormed } from '../../harness/model/workload.ts';
import type { OneClientContext } from '../one-client-run.ts';
import { checkDamage, type RepairEvidence } from './check.ts';
import { damagePlan } from './damage-plan.ts';
import { damagedDisk } from './damaged-disk.ts';
import { examine } from './examine.ts';
import { examineFurther, isWorthMore } from './examine-further.ts';
import type { RepairRequirement } from './requirement.ts';
import { undamagedStore } from './undamaged-store.ts';
import { DAMAGED } from './workloads.ts';

const MOST_ATTEMPTS = 40;
/** Of the places of a damage so many are tried on each smaller workload. */
const MOST_PLACES = 60;
/** And of those that take a life for every operation and every kill. */
const MOST_FURTHER = 8;

type Context<Image> = Pick<OneClientContext<Image, RepairRequirement>, 'host' | 'claims' | 'capabilities'>;

/** The failure of the same requirement, by a damage of the same kind, that takes the fewest operations; of those the first that is met. Deterministic. */
export async function shrinkDamage<Image>(evidence: RepairEvidence, context: Context<Image>): Promise<RepairEvidence> {
  // A life takes 50 ms there.
  if (!context.host.abilities.has('repeats')) return evidence;
  let best = evidence;
  let attempts = 0;
  for (let improved = true; improved && attempts < MOST_ATTEMPTS; ) {
    improved = false;
    for (const operations of smallerWorkloads(best.damageCase.undamaged.operations)) {
      if (attempts++ >= MOST_ATTEMPTS || !isSensible(operations, context.capabilities)) continue;
      const smaller = await firstFailure(operations, best, context);
      if (smaller === undefined) continue;
      best = smaller;
      improved = true;
      break;
    }
  }
  return best;
}

function* smallerWorkloads(operations: readonly Operation[]): Generator<Operation[]> {
  for (let drop = operations.length - 1; drop >= 0; drop--) yield operations.toSpliced(drop, 1);
}

function isSensible(operations: readonly Operation[], capabilities: Context<unknown>['capabilities']): boolean {
  const writes = operations.filter((operation) => sessionOf(operation) !== undefined);
  const ofDamaged = writes.filter((operation) => sessionOf(operation) === DAMAGED && operation.op !== 'create');
  return ofDamaged.length > 0 && isWellFormed(writes, capabilities);
}

async function firstFailure<Image>(
  operations: readonly Operation[],
  { requirement, damageCase, deviation }: RepairEvidence,
  { host, claims, capabilities }: Context<Image>,
): Promise<RepairEvidence | undefined> {
  const store = await undamagedStore(operations, { host, capabilities });
  if (store === undefined) return undefined;
  const { kind } = damageCase.damage;
  const isFurther = deviation.tried !== undefined || deviation.killed !== undefined;
  let further = 0;
  for (const damage of ofKind(damagePlan(store, { effort: 'quick', abilities: host.abilities, claims }), kind)) {
    const disk = await damagedDisk(host, store, damage);
    if (disk === undefined) continue;
    const examined = await examine(host, store, disk, { claims });
    let [found] = checkDamage(examined.damageCase, [requirement], claims);
    if (found === undefined && isFurther && further < MOST_FURTHER && isWorthMore(examined.damageCase)) {
      further++;
      const more = await examineFurther(host, store, disk, examined, claims);
      [found] = checkDamage(more.damageCase, [requirement], claims);
    }
    // A log that is down to one line looks like a document, of which more is asked.
    if (found !== undefined && found.damageCase.file?.format === damageCase.file?.format) return found;
  }
  return undefined;
}

function ofKind(damages: readonly Damage[], kind: DamageKind): Damage[] {
  return damages.filter((damage) => damage.kind === kind).slice(0, MOST_PLACES);
}
