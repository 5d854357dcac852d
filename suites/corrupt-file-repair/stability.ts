import type { SessionState } from '../../harness/contract/session-store.ts';
import { describeRead } from '../../harness/host/describe-state.ts';
import type { LifeReport } from '../../harness/host/life.ts';
import { describeProblem } from '../../harness/host/problem.ts';
import type { ReadResult } from '../../harness/host/snapshot.ts';
import { stateKey } from '../../harness/model/session-model.ts';
import type { DamageCase } from './damage-case.ts';
import type { Deviation } from './deviation.ts';
import { isNamed } from './named-sessions.ts';
import { isOfSession, isState } from './what-shows.ts';
import { BYSTANDER, DAMAGED } from './workloads.ts';

/** REPAIR-6: every opening of the damaged disk, or of what opening made of it, shows the same, and the second has nothing left to repair. */
export function stabilityDeviations(damageCase: DamageCase): Deviation[] {
  const { damage, again, filesAgain, undamaged } = damageCase;
  if (!isOfSession(damage)) return [];
  for (const [index, life] of again.entries()) {
    const difference = differenceOf(damageCase, life);
    if (difference === undefined) continue;
    const time = filesAgain === undefined ? 'another time on the same disk' : index === 0 ? 'once' : 'a second time';
    return [
      {
        kind: 'unstable',
        expected: `However often the damaged store is opened and read, it shows the same: ${difference.before}.`,
        observed: `Opened ${time}: ${difference.now}.`,
      },
    ];
  }
  if (filesAgain === undefined || undamaged.grows) return [];
  const [before, once, twice] = filesAgain;
  if (!(before < once && once < twice)) return [];
  return [
    {
      kind: 'unstable',
      expected: 'Once it is repaired, opening and reading the store repairs nothing again.',
      observed: `There were ${before} files, after the first opening ${once}, after the second ${twice}.`,
    },
  ];
}

/** What a life on the same damage shows otherwise than the first one did. */
export function differenceOf(damageCase: DamageCase, life: LifeReport): { before: string; now: string } | undefined {
  const { first, undamaged } = damageCase;
  const parts = undamaged.capabilities;
  if (first.opened.ok !== life.opened.ok) return { before: openingOf(first), now: openingOf(life) };
  const [before, now] = [first.snapshots[0], life.snapshots[0]];
  if (before === undefined || now === undefined) return undefined;
  for (const session of [DAMAGED, BYSTANDER]) {
    const [then, later] = [before.read[session], now.read[session]];
    if (then === undefined || later === undefined || keyOf(then, parts) === keyOf(later, parts)) continue;
    const describe = (result: ReadResult) => `session \`${session}\`: ${describeRead(result, parts)}`;
    return { before: describe(then), now: describe(later) };
  }
  const readable = [DAMAGED, BYSTANDER].filter((session) => {
    const [then, later] = [before.read[session], now.read[session]];
    // Who reads a session by a name that nothing in the directory tells may write it down again.
    return isState(then) && isState(later) && (session !== DAMAGED || isNamed(damageCase, then.state));
  });
  const [then, later] = [listing(before.listed, readable), listing(now.listed, readable)];
  return then === later ? undefined : { before: then, now: later };
}

function openingOf({ opened }: LifeReport): string {
  return opened.ok ? 'the store opens' : `the store ${describeProblem(opened.problem)}`;
}

/** Errors are equal whatever they say: names of files may be in them. */
function keyOf(result: ReadResult, parts: Parameters<typeof stateKey>[1]): string {
  return 'problem' in result ? result.problem.kind : stateKey(placeless(result.state), parts);
}

/** Each life has a root of its own on the simulated disk, which an error that is given as a value may name. */
function placeless(state: SessionState | null): Parameters<typeof stateKey>[0] {
  const text = JSON.stringify(state);
  const whole = text.includes('/cw-') ? (JSON.parse(text.replaceAll(/\/cw-\d{7}/g, '')) as SessionState | null) : state;
  return whole === null ? null : { fields: whole.fields ?? {}, records: whole.records ?? [] };
}

/** Which of the sessions that can be read are listed: whether one is that cannot, is the store's affair. */
function listing(listed: LifeReport['snapshots'][number]['listed'], readable: readonly string[]): string {
  if (listed === undefined) return 'no list';
  if ('problem' in listed) return 'list fails';
  return `list gives ${JSON.stringify(readable.filter((session) => listed.sessions.includes(session)))}`;
}
