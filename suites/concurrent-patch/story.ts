import { actions } from '../../harness/crash/describe-events.ts';
import type { FsEvent } from '../../harness/disk/trace.ts';
import { isChange } from '../../harness/host/change.ts';
import type { TogetherRun, TogetherTraceEntry } from '../../harness/host/together.ts';
import { openedByClients, type PathSpelling, type Program, SETUP } from '../../harness/model/program.ts';
import { countOf } from '../../harness/report/count.ts';
import { isPreemption } from '../../harness/schedule/turns.ts';
import type { CrashPoint, Turn } from '../../harness/verdict/counterexample.ts';
import { actorsOf } from './actors.ts';
import { operationOf } from './client-history.ts';
import { nameOf } from './describe-deviation.ts';

const MOST_SENTENCES = 24;

/** What the clients did, in turns. */
export function tellRace(
  program: Program,
  run: TogetherRun<unknown>,
  { crash }: { readonly crash?: CrashPoint | undefined } = {},
): string[] {
  const names = actorsOf(program);
  const story = [introduction(program)];
  const stop = crash === undefined ? run.over : entriesBefore(run.trace, crash);
  for (let from = 0; from < run.steps.length; ) {
    const step = run.steps[from];
    if (step === undefined || step.entries > stop) break;
    let to = from;
    while (to < run.steps.length && run.steps[to]?.actor === step.actor) to++;
    const next = run.steps[to];
    const entries = run.trace.slice(step.entries, Math.min(stop, next?.entries ?? stop));
    const held = next !== undefined && isPreemption(next, step.actor);
    const told = tellTurn(names[step.actor] ?? '', entries, program);
    if (told !== undefined) story.push(`${told}${held ? '. There it was held.' : '.'}`);
    from = to;
  }
  if (run.steps.length === 0) story.push(...tellHistory(program, run));
  if (crash !== undefined) story.push('Then everything was killed, and the store was opened anew.');
  return story.length > MOST_SENTENCES ? [...story.slice(0, MOST_SENTENCES - 1), 'And so on.'] : story;
}

/** The same as far as it is known when the store never comes back: who went on when. */
export function tellEndlessRace(program: Program, turns: readonly Turn[]): string[] {
  const story = turns.map(({ client, steps }) => {
    const [kind, number] = client.split('-');
    if (kind === 'death') return `${diedOf(program, number)}.`;
    return `${whoIs(kind, number)} ${steps === undefined ? 'went on as long as it could' : `took ${countOf(steps, 'step')}, and was held`}.`;
  });
  const shown = story.length > MOST_SENTENCES ? ['And so on.', ...story.slice(1 - MOST_SENTENCES)] : story;
  return [introduction(program), ...shown, 'In the last of these turns the store never came back.'];
}

/** In real time nothing is known but when who called what, and when it came back. */
function tellHistory(program: Program, { history }: Pick<TogetherRun<unknown>, 'history'>): string[] {
  const events = history.filter(({ client }) => client !== SETUP);
  const told: string[] = [];
  for (let from = 0; from < events.length; ) {
    const client = events[from]?.client ?? 0;
    let to = from;
    while (events[to]?.client === client) to++;
    told.push(`${tellTurn(`client-${client + 1}`, events.slice(from, to), program) ?? ''}.`);
    from = to;
  }
  return told;
}

const ALIASES: { readonly [S in PathSpelling]: string | undefined } = {
  plain: undefined,
  relative: 'by a relative path',
  symlink: 'through a symbolic link',
  'trailing-slash': 'by its path with a slash at the end',
};

function introduction(program: Program): string {
  const { fault } = program;
  const failing = fault === undefined ? '' : ` One of its calls of the file system was made to fail, once, with ${fault.code}.`;
  return `${opening(program)}${failing}`;
}

function opening(program: Program): string {
  const { instances, clients, onePid } = program;
  const later = openedByClients(program);
  const early = instances.filter((_, index) => !later.has(index));
  const company = later.size === 0 ? '' : ' Others came later.';
  const processes = new Set(early.map(({ process }) => process)).size;
  const spelled = early.map(({ path }) => ALIASES[path]).find((alias) => alias !== undefined);
  const aliases = spelled === undefined ? '' : `, one of them ${spelled}`;
  if (processes > 1) {
    const how = onePid === true ? 'threads of one process' : 'processes';
    return `${processes} ${how} opened the store${clients.length < instances.length ? '' : ', each with a client of its own'}.${company}`;
  }
  if (early.length > 1) return `${early.length} instances of one process opened the directory${aliases}.${company}`;
  const own = clients.filter(({ instance }) => !later.has(instance)).length;
  return own <= 1 ? `The store was opened.${company}` : `The store was opened, and ${own} clients used the instance.${company}`;
}

/** One turn: operations that came back by name alone, and what was done on disk for the others. */
function tellTurn(actor: string, entries: readonly TogetherTraceEntry[], program: Program): string | undefined {
  const [kind, number] = actor.split('-');
  if (kind === 'death') return diedOf(program, number);
  const told: string[] = [];
  let events: FsEvent[] = [];
  const flush = (): void => {
    const shown = events.filter((event) => isChange(event) || event.primitive.startsWith('read') || event.error !== undefined);
    if (shown.length > 0) told.push(actions(shown));
    events = [];
  };
  for (const entry of entries) {
    if (entry.type === 'fs') {
      events.push(entry);
      continue;
    }
    flush();
    const name = nameOf(operationOf(program, entry));
    if (entry.type === 'invoke') told.push(`called ${name}`);
    else if (entry.type === 'reject') told.push(`${name} was refused (${entry.error ?? ''})`);
    else told.push(`${name} came back`);
  }
  flush();
  return told.length === 0 ? undefined : `${whoIs(kind, number)}: ${told.join(', ')}`;
}

function whoIs(kind: string | undefined, number: string | undefined): string {
  return kind === 'background' ? `Nobody in particular, in process ${number}` : `Client ${number}`;
}

function diedOf({ deaths }: Program, number: string | undefined): string {
  return `Process ${(deaths?.[Number(number) - 1] ?? 0) + 1} died`;
}

function entriesBefore(trace: readonly TogetherTraceEntry[], { changes }: CrashPoint): number {
  let seen = 0;
  const at = trace.findIndex((entry) => entry.type === 'fs' && isChange(entry) && seen++ === changes);
  return at === -1 ? trace.length : at;
}
