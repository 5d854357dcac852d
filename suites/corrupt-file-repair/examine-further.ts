import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { Host } from '../../harness/host/host.ts';
import type { LifeStep } from '../../harness/host/life.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { CountedLives } from './counted-lives.ts';
import type { DamageCase, KilledLife, TriedOperation } from './damage-case.ts';
import type { DamagedDisk } from './damaged-disk.ts';
import { bytesOf } from './disk-bytes.ts';
import type { Examined } from './examine.ts';
import { LIFE_AFTER, type UndamagedStore } from './undamaged-store.ts';
import { atStake, canBeNoticed } from './what-shows.ts';
import { DAMAGED, laterWrites, singleOperation } from './workloads.ts';

/** Whether there is more to find out: something can be lost, and the store could know. */
export function isWorthMore(damageCase: DamageCase): boolean {
  const { damage, file, wasSo } = damageCase;
  // What only cannot be opened is whole.
  return (
    !wasSo && damage.kind !== 'unreadable' && file !== undefined && canBeNoticed(damageCase) && atStake(damageCase).length > 0
  );
}

/** What takes too many lives to be done of every damage: every operation by itself, and a kill at each change. */
export async function examineFurther<Image>(
  host: Host<Image>,
  store: UndamagedStore<Image>,
  disk: DamagedDisk<Image>,
  { damageCase, first }: Examined<Image>,
  { corruption }: Pick<ResolvedClaims, 'corruption'>,
): Promise<Examined<Image>> {
  const lives = new CountedLives(host, disk);
  const tried: TriedOperation[] = [];
  for (const method of methodsToTry(damageCase, corruption !== undefined)) {
    tried.push(await tryOperation(host, lives, disk.image, method, store.undamaged.capabilities));
  }
  const killed = await killEverywhere(host, lives, disk.image, store);
  return { damageCase: { ...damageCase, tried, killed }, first, lives: lives.count };
}

/** Those that make sense. Who claims nothing about damage may take its own word for it that a session is to go, or to be replaced as a whole. */
function methodsToTry({ undamaged, first }: DamageCase, claims: boolean): TriedOperation['method'][] {
  const { methods, records } = undamaged.capabilities;
  const shown = first.snapshots[0]?.read[DAMAGED];
  const isRefused = shown !== undefined && 'problem' in shown;
  const wanted: [TriedOperation['method'], boolean][] = [
    ['touch', true],
    ['create', claims && isRefused],
    ['rewrite', claims && records],
    ['consume', claims && isRefused],
  ];
  return wanted.flatMap(([method, makesSense]) => (makesSense && methods.includes(method) ? [method] : []));
}

async function tryOperation<Image>(
  host: Host<Image>,
  lives: CountedLives<Image>,
  image: Image,
  method: TriedOperation['method'],
  capabilities: Capabilities,
): Promise<TriedOperation> {
  const first = await lives.doing(image, stepsOf(method, capabilities));
  const next = await lives.look(first.end, LIFE_AFTER + 1, { healed: true });
  return { method, first: first.report, next: next.report, left: bytesOf(await host.entries(first.end)) };
}

function stepsOf(method: TriedOperation['method'], capabilities: Capabilities): LifeStep[] {
  const after: Operation[] = capabilities.methods.includes('flush') ? [{ op: 'flush' }, { op: 'rest' }] : [{ op: 'rest' }];
  if (method === 'consume')
    return [
      { do: 'consume', session: DAMAGED },
      { do: 'operations', operations: after, goOn: true },
    ];
  return [{ do: 'operations', operations: [singleOperation(method, capabilities), ...after], goOn: true }];
}

/** The store opens, reads and writes the damaged session, and is killed after each of its changes but the last. */
async function killEverywhere<Image>(
  host: Host<Image>,
  lives: CountedLives<Image>,
  image: Image,
  { undamaged: { capabilities } }: UndamagedStore<Image>,
): Promise<KilledLife[]> {
  const life = await lives.write(image, laterWrites(capabilities, [DAMAGED]));
  const seen = new Set([await host.hash(image), await host.hash(life.end)]);
  const killed: KilledLife[] = [];
  for (let changes = 1; changes < life.changes.length; changes++) {
    const crashed = await life.imageAt({ changes });
    const hash = await host.hash(crashed.image);
    if (seen.has(hash)) continue;
    seen.add(hash);
    const next = await lives.look(crashed.image, LIFE_AFTER + 1);
    const left = bytesOf(await host.entries(next.end));
    killed.push({ changes, wasLooking: crashed.history.length === 0, next: next.report, left });
  }
  return killed;
}
