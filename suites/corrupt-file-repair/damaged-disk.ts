import { applyDamage, type Damaged } from '../../harness/corruption/apply-damage.ts';
import type { Damage } from '../../harness/corruption/damage.ts';
import type { DiskFault } from '../../harness/disk/fault.ts';
import type { Host } from '../../harness/host/host.ts';
import type { SessionFile } from './damage-case.ts';
import type { UndamagedStore } from './undamaged-store.ts';

/** A disk with a damage, not lived on yet. */
export interface DamagedDisk<Image> {
  readonly damage: Damage;
  readonly file?: SessionFile;
  readonly damaged: Damaged;
  readonly image: Image;
  /** Calls that fail in its lives, where a file cannot be opened. */
  readonly fault?: DiskFault;
}

/** Does the damage to a store's disk; `undefined` if there is no such file, or if it would change nothing. */
export async function damagedDisk<Image>(
  host: Host<Image>,
  { image, files, others }: UndamagedStore<Image>,
  damage: Damage,
): Promise<DamagedDisk<Image> | undefined> {
  if (damage.kind === 'foreign-file' || damage.kind === 'stale-temporary') {
    const of = damage.kind === 'foreign-file' ? new Uint8Array() : files.find(({ path }) => path === damage.of)?.bytes;
    if (of === undefined) return undefined;
    const damaged = applyDamage(damage, of);
    return damaged.kind === 'unreadable'
      ? undefined
      : { damage, damaged, image: await host.replaced(image, damage.file, damaged) };
  }
  const file = files.find(({ path }) => path === damage.file);
  if (file === undefined) return undefined;
  const source = damage.kind === 'copied-file' ? others.find(({ path }) => path === damage.of) : file;
  if (source === undefined) return undefined;
  const damaged = applyDamage(damage, source.bytes);
  if (damaged.kind === 'unreadable') {
    const fault: DiskFault = { call: 0, code: 'EACCES', manner: 'no-effect', primitive: 'open', path: file.path };
    return { damage, file, damaged, image, fault };
  }
  if (damage.kind === 'untouched') return { damage, file, damaged, image };
  if (damaged.kind === 'file' && damaged.bytes.equals(file.bytes)) return undefined;
  return { damage, file, damaged, image: await host.replaced(image, file.path, damaged) };
}
