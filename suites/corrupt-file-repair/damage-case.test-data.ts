import type { SessionState } from '../../harness/contract/session-store.ts';
import { applyDamage } from '../../harness/corruption/apply-damage.ts';
import type { Damage } from '../../harness/corruption/damage.ts';
import { formatOf } from '../../harness/corruption/format.ts';
import { tag } from '../../harness/corruption/tags.ts';
import { isTornTail } from '../../harness/corruption/torn-tail.ts';
import type { LifeReport } from '../../harness/host/life.ts';
import type { ReadResult, Snapshot } from '../../harness/host/snapshot.ts';
import { deviationsOf } from './check.ts';
import type { DamageCase } from './damage-case.ts';
import { BYSTANDER, DAMAGED } from './workloads.ts';

/** Payloads of the damaged session, and one of the bystander. */
export const [ONE, TWO, THREE] = [tag(1, DAMAGED), tag(2, DAMAGED), tag(3, DAMAGED)] as const;
const OTHER = tag(1, BYSTANDER);

export const RECORDS: SessionState = { records: [ONE, TWO, THREE] };
export const FIELDS: SessionState = { fields: { a: ONE, b: TWO } };
const BESIDE: SessionState = { fields: { a: OTHER }, records: [OTHER] };

export const LOG = `{"header":1}\n"${ONE}"\n"${TWO}"\n"${THREE}"\n`;
export const DOCUMENT = `{"id":"alpha","fields":{"a":"${ONE}","b":"${TWO}"}}\n`;

/** What a life showed of the damaged session: a state, `null`, or an error of this kind. */
export type Shown = SessionState | null | 'threw' | 'wrong-result';

export function snapshotOf(
  shown: Shown,
  other: Shown = BESIDE,
  listed: readonly string[] | 'threw' = [DAMAGED, BYSTANDER],
): Snapshot {
  return {
    listed: listed === 'threw' ? { problem: { kind: 'threw', message: 'Error: bad file' } } : { sessions: listed },
    read: { [DAMAGED]: resultOf(shown), [BYSTANDER]: resultOf(other) },
    views: {},
  };
}

function resultOf(shown: Shown): ReadResult {
  return typeof shown === 'string' ? { problem: { kind: shown, message: 'Error: bad file' } } : { state: shown };
}

export function lifeThat(snapshot: Snapshot, more: Partial<LifeReport> = {}): LifeReport {
  return {
    opened: { ok: true, value: undefined },
    history: [],
    operations: [],
    snapshots: [snapshot],
    reportedErrors: 0,
    reported: [],
    besides: [],
    ...more,
  };
}

/** A case in which the file held `content`, and the store showed this of the damaged session, each time. */
export function caseOf(content: string, damage: Damage, shown: Shown, more: Partial<DamageCase> = {}): DamageCase {
  const bytes = Buffer.from(content);
  const whole = content === LOG ? RECORDS : FIELDS;
  const damaged = applyDamage(damage, bytes);
  const life = lifeThat(snapshotOf(shown));
  const isBeside = damage.kind === 'foreign-file' || damage.kind === 'stale-temporary';
  return {
    damage,
    undamaged: {
      operations: [
        { op: 'append', session: BYSTANDER, record: OTHER },
        { op: 'append', session: DAMAGED, record: ONE },
      ],
      capabilities: { methods: ['create', 'list'], views: [], fields: content !== LOG, records: content === LOG },
      snapshot: snapshotOf(whole),
      tags: { [DAMAGED]: content === LOG ? [ONE, TWO, THREE] : [ONE, TWO], [BYSTANDER]: [OTHER] },
      acknowledged: new Set([0, 1]),
      shownLater: new Set([0, 1]),
      grows: false,
    },
    ...(isBeside ? {} : { file: { path: damage.file, bytes, format: formatOf(bytes), isShared: false } }),
    ...(damaged.kind === 'file' ? { damaged: damaged.bytes } : {}),
    wasSo: !isBeside && damaged.kind === 'file' && isTornTail(formatOf(bytes), bytes, damaged.bytes),
    wasOpened: true,
    first: life,
    next: life,
    again: [life],
    disk: new Map([[damage.file, damaged.kind === 'file' ? damaged.bytes : bytes]]),
    ...more,
  };
}

/** The kinds of what is wrong with it, with that claim. */
export function kinds(damageCase: DamageCase, corruption?: 'repair' | 'reject'): string[] {
  return deviationsOf(damageCase, corruption === undefined ? {} : { corruption }).map(({ kind }) => kind);
}
