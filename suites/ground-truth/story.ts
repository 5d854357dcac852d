import type { RegistryAnswer, RegistryStep } from '../../harness/model/registry/step.ts';
import { isLaunchable, type RegistryWorld, startOfWorld, worldAfter } from '../../harness/model/registry/world.ts';
import type { Played } from './play.ts';
import { tellOperation } from './tell-operation.ts';

const MOST_SENTENCES = 40;

/** What happened, a sentence a step: what became of the world, and what the registry said of it. */
export function tellTruth({ steps, startMs, lives }: Pick<Played<unknown>, 'steps' | 'startMs' | 'lives'>): string[] {
  const story = ['The registry was opened on an empty directory.'];
  if (lives[0]?.value.opened.ok === false) story.push('It did not open.');
  let world = startOfWorld(startMs);
  for (const step of steps) {
    const told = tellStep(step, world);
    world = worldAfter(world, step.operation, step.fromMs);
    if (told !== undefined) story.push(told);
  }
  return story.length > MOST_SENTENCES ? [...story.slice(0, MOST_SENTENCES - 1), 'And so on.'] : story;
}

function tellStep({ operation, outcome, fromMs }: RegistryStep, world: RegistryWorld): string | undefined {
  if (operation.op === 'launch' && !isLaunchable(world, operation.session, fromMs)) return undefined;
  const what = tellOperation(operation);
  if (operation.op === 'kill') return outcome.how === 'failed' ? `${what}. It did not open: it ${outcome.problem}.` : `${what}.`;
  if (outcome.how === 'killed') return `${what}; it was killed before that came back.`;
  if (outcome.how === 'failed') return `${what}: it ${outcome.problem}.`;
  const answered = tellAnswer(outcome.answer);
  return answered === undefined ? `${what}.` : `${what}: ${answered}.`;
}

function tellAnswer(answer: RegistryAnswer): string | undefined {
  switch (answer.is) {
    case 'nothing':
      return undefined;
    case 'statuses': {
      const told = Object.entries(answer.statuses).flatMap(([session, said]) =>
        said.filter((one) => one !== 'absent').map((one) => `"${session}" is ${one}`),
      );
      return told.length === 0 ? 'it knows of none' : told.join(', ');
    }
    case 'stored':
      return answer.entries.length === 0 ? 'nothing' : answer.entries.map((entry) => JSON.stringify(entry)).join(', ');
    case 'granted':
      return answer.granted ? 'granted' : 'refused';
    case 'locks':
      return answer.names.length === 0 ? 'none' : answer.names.map((name) => `"${name}"`).join(', ');
    case 'kept':
      return `${answer.entries} entries and ${answer.bytes} bytes were left`;
  }
}
