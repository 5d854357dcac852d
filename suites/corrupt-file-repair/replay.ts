import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { siteOf } from '../../harness/crash/call-site.ts';
import { fileViews } from '../../harness/crash/file-view.ts';
import type { FsEvent } from '../../harness/disk/trace.ts';
import type { Host, Life } from '../../harness/host/host.ts';
import type { CallSite } from '../../harness/verdict/counterexample.ts';
import { LOOPED } from '../../harness/verdict/looped.ts';
import type { Replay } from '../../harness/verdict/replay.ts';
import type { OneClientReplay } from '../one-client-suite.ts';
import { checkDamage, type RepairEvidence } from './check.ts';
import type { CorruptFileCore } from './counterexample-core.ts';
import type { DamageCase } from './damage-case.ts';
import { type DamagedDisk, damagedDisk } from './damaged-disk.ts';
import { belowStore } from './disk-bytes.ts';
import { type Examined, examine } from './examine.ts';
import { examineFurther, isWorthMore } from './examine-further.ts';
import { hasHung } from './has-hung.ts';
import { haveLongNames, LONG_IDS_TOLD, withLongIds, withShortNames } from './long-ids.ts';
import type { RepairRequirement } from './requirement.ts';
import { REPAIR_REQUIREMENTS } from './requirements.ts';
import { tellDamage, tellEndlessDamage } from './story.ts';
import { type UndamagedStore, undamagedStore } from './undamaged-store.ts';
import { canBeNoticed } from './what-shows.ts';

/** What came of running a counterexample of this suite again. */
export interface CorruptFileReplay extends Replay {
  /** This host cannot tell. */
  readonly notPossible?: string;
}

const MOMENTS_UNKNOWN =
  'it is not seen there what a file held while it was written, so that a file that only ends too early might be what a crash leaves';

const CHECKSUM_UNKNOWN =
  'no two lives write the same bytes there, so that it does not show whether a file holds a checksum of what was stored';

/** Why a failure does not happen where no two runs are the same. */
function whyNot(damageCase: DamageCase): string | undefined {
  if (damageCase.wasSo) return MOMENTS_UNKNOWN;
  return damageCase.damage.kind === 'bit-flip' && !canBeNoticed(damageCase) ? CHECKSUM_UNKNOWN : undefined;
}

/** Runs exactly one counterexample again, with stacks, and tells what happened. */
export async function replayCorruptFileRepair<Image>(
  realHost: Host<Image>,
  { requirement: id, core }: { requirement: string; core: CorruptFileCore },
  { claims, onCrash }: OneClientReplay,
): Promise<CorruptFileReplay> {
  const requirement = REPAIR_REQUIREMENTS.find((candidate) => candidate.id === id);
  if (requirement === undefined) throw new Error(`no requirement ${id} in this suite`);
  const { damage, expected } = core;
  const isLong = haveLongNames(core.operations);
  const host = isLong ? withLongIds(realHost) : realHost;
  const operations = isLong ? withShortNames(core.operations) : core.operations;
  const notReproduced = (observed: string): Replay => ({ reproduced: false, expected, observed, story: [], files: [] });
  if (operations.length === 0) {
    const notApplicable = 'It has no operations, so there is no file to be damaged.';
    return { ...notReproduced(notApplicable), notApplicable };
  }
  const capabilities = await capabilitiesOn(host);
  if (capabilities === undefined) return notReproduced('The store did not open on an empty directory.');
  const store = await undamagedStore(operations, { host, capabilities });
  if (store === undefined) return notReproduced('The store does not give back what was written to it, without any damage.');
  const disk = await damagedDisk(host, store, damage);
  if (disk === undefined) {
    const notApplicable = `The store has no file ${damage.file} now, or the damage changes nothing in it.`;
    return { ...notReproduced(notApplicable), notApplicable };
  }
  const told = isLong ? [LONG_IDS_TOLD] : [];
  if (core.observed === LOOPED)
    onCrash?.({
      story: [...told, ...tellEndlessDamage(store.undamaged, disk)],
      files: fileViews(await host.entries(disk.image)),
    });
  const examined = await examine(host, store, disk, { claims, stacks: true });
  const { damageCase, first } = examined;
  const evidence = await firstEvidence(host, store, disk, { examined, requirement, claims });
  const notPossible = host.abilities.has('repeats') ? undefined : whyNot(damageCase);
  const callSite = readingSite(first, damage.file);
  return {
    reproduced: evidence !== undefined,
    expected: evidence?.deviation.expected ?? expected,
    observed: evidence?.deviation.observed ?? 'Nothing wrong: the failure did not happen this time.',
    story: [...told, ...tellDamage(damageCase, first, evidence?.deviation)],
    files: fileViews(await host.entries(disk.image)),
    ...(callSite === undefined ? {} : { callSite }),
    ...(hasHung(damageCase) ? { hung: true } : {}),
    ...(evidence === undefined && notPossible !== undefined ? { notPossible } : {}),
  };
}

/** What is done of every damage first: most failures show there. */
async function firstEvidence<Image>(
  host: Host<Image>,
  store: UndamagedStore<Image>,
  disk: DamagedDisk<Image>,
  { examined, requirement, claims }: { examined: Examined<Image>; requirement: RepairRequirement; claims: ResolvedClaims },
): Promise<RepairEvidence | undefined> {
  const [evidence] = checkDamage(examined.damageCase, [requirement], claims);
  if (evidence !== undefined || !isWorthMore(examined.damageCase)) return evidence;
  const more = await examineFurther(host, store, disk, examined, claims);
  return checkDamage(more.damageCase, [requirement], claims)[0];
}

async function capabilitiesOn<Image>(host: Host<Image>): Promise<Life<Image>['report']['capabilities']> {
  const { report } = await host.live(await host.emptyImage(), { steps: [{ do: 'close' }] }, { incarnation: 0 });
  return report.capabilities;
}

/** The line of the store that read the damaged file last, before it was written to; if none did, the one that looked at it last. */
function readingSite({ trace }: Life<unknown>, file: string): CallSite | undefined {
  const end = trace.findIndex(({ type }) => type !== 'fs');
  const events = trace.slice(0, end === -1 ? trace.length : end).filter((entry): entry is FsEvent => entry.type === 'fs');
  const onFile = events.filter(({ path, stack }) => path !== undefined && belowStore(path) === file && stack !== undefined);
  const event = onFile.findLast(({ primitive }) => READING.has(primitive)) ?? onFile.at(-1);
  return event?.stack === undefined ? undefined : siteOf(event.stack, event.api);
}

const READING: ReadonlySet<string> = new Set(['open', 'read', 'readv']);
