import type { Counterexample } from './counterexample.ts';
import type { GivenClaims } from './given-claims.ts';
import {
  array,
  described,
  extended,
  integer,
  type ObjectShape,
  oneOf,
  oneOfKinds,
  record,
  type Shape,
  type ShapeTable,
  shape,
  string,
} from './shape.ts';
import { callSiteShape, confirmationShape, fileViewShape } from './shown-shapes.ts';
import { timelineShape } from './timeline-shape.ts';

/** What the kinds of counterexamples have beside what all have, by the name of their scenario: given by the suites. */
export interface ScenarioShapes {
  readonly [scenario: string]: { readonly description: string; readonly shape: ObjectShape<object> };
}

/** The keys that every counterexample has. */
const REQUIRED: ShapeTable = {
  schemaVersion: described('Version of this format.', oneOf(1, 2)),
  crashworthy: described('Version of the package that wrote it.', string),
  specification: described('Version of the requirements.', oneOf(1)),
  requirement: described('Id of the requirement that is broken, such as CRASH-1.', string),
  target: described('The target as the user named it: a path, a name, <family>:<package>, or defect:<name>.', string),
  store: described("The adapter's name.", string),
  host: described(
    'Where the store ran: on a simulated disk, or in child processes on the real one.',
    oneOf('simulated', 'process', 'mounted', 'server'),
  ),
  seed: described('Seed of the run that found it.', integer(0)),
  expected: described('What the requirement asks for here, one sentence.', string),
  observed: described('What was seen instead, one sentence.', string),
  story: described('What happened, a sentence a step, for people.', array(string)),
  files: described(
    'The disk as it was left: by the crash, by the writer when the reader was done, by the clients.',
    array(fileViewShape),
  ),
  confirmations: described('How the failure was made to happen again before it was reported.', array(confirmationShape)),
};

const OPTIONAL: ShapeTable = {
  claims: described(
    'What the store was to claim in place of what its adapter does (`--claim`); absent where nothing was given.',
    shape((value, where) => record(value, where) as GivenClaims, {
      type: 'object',
      additionalProperties: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
    }),
  ),
  callSite: described("The store's line that made the change in flight, or the last one.", callSiteShape),
  timeline: described('What was to be seen at each moment of it; absent where nobody looked.', timelineShape),
};

/** The shape of a counterexample file, of whatever suite. Its schema is `schema/counterexample.schema.json`. */
export function counterexampleShape(scenarios: ScenarioShapes): Shape<Counterexample> {
  const kinds = Object.entries(scenarios).map(([name, { description, shape: own }]) => {
    const scenario = described(description, oneOf(name));
    return [name, extended(own, { ...REQUIRED, scenario }, OPTIONAL) as Shape<Counterexample>] as const;
  });
  return oneOfKinds('scenario', Object.fromEntries(kinds));
}
