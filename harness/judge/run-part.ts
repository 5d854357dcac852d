import type { Subject } from '../suite/subject.ts';
import type { RunPlace, SuiteContext, SuiteEvent } from '../suite/suite.ts';
import type { Part } from './parts.ts';
import { suiteNamed } from './requirements.ts';

export interface PartContext extends Pick<SuiteContext, 'effort' | 'seed' | 'models' | 'depth' | 'learned'> {
  readonly endless?: SuiteContext['endless'];
  readonly subject: Subject;
  readonly assumed?: boolean;
  /** Told before each thing that is tried, and when the part begins. */
  readonly onPlace?: (place: RunPlace) => void;
}

/** Runs one part. Equal runs give equal events. */
export function runPart({ suite: name, does, requirements }: Part, context: PartContext): AsyncGenerator<SuiteEvent> {
  const { subject, effort, seed, models, depth, learned, endless = [], assumed = false, onPlace: tell = () => {} } = context;
  const suite = suiteNamed(name, subject.kind);
  tell({ suite: name, operations: [] });
  const onPlace: SuiteContext['onPlace'] = (operations, crash, trial) =>
    tell({ suite: name, operations, ...(crash === undefined ? {} : { crash }), ...(trial === undefined ? {} : { trial }) });
  const own = { subject, requirements, effort, seed, models, depth, assumed, learned, endless, onPlace };
  return does === 'observe' ? (suite.observe?.(own) ?? nothing()) : suite.run(own);
}

async function* nothing(): AsyncGenerator<SuiteEvent> {}
