import { suites } from '../../suites/index.ts';
import { type JsonSchema, withDefinitions } from '../verdict/json-schema.ts';
import { anyCounterexampleShape, SUITE_NAMES } from './requirements.ts';

/** The JSON Schema of counterexample files: put together from the shapes that the suites give. */
export function counterexampleSchema(): JsonSchema {
  const { schema, $defs } = withDefinitions(anyCounterexampleShape.schema);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:crashworthy:schema:counterexample:2',
    title: 'Crashworthy counterexample',
    description: 'One failure, complete enough to happen again with `crashworthy replay FILE`. `scenario` says which kind it is.',
    ...schema,
    $defs,
  };
}

/** Of the tallies of all suites, as reports and probes have them. */
function statisticsSchema(): JsonSchema {
  const properties = SUITE_NAMES.map((name) => {
    const own = suites.filter((suite) => suite.name === name);
    // What several kinds of subjects are counted by, the first of them says.
    const counted = own
      .toReversed()
      .flatMap(({ tallies }) =>
        Object.entries(tallies).map(([tally, { description }]) => [tally, { description, type: 'integer', minimum: 0 }] as const),
      );
    const schema = { type: 'object', additionalProperties: false, properties: Object.fromEntries(counted) };
    return [name, { description: `What ${name} counted.`, ...schema }] as const;
  });
  return {
    description: 'How much was done, by suite; those that were not run are not in it.',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(properties),
  };
}

/** A schema of reports or probes, with what the suites give in its place. */
export function withWhatSuitesGive(schema: JsonSchema): JsonSchema {
  const { properties, $defs } = schema as { readonly properties: JsonSchema; readonly $defs: JsonSchema };
  return {
    ...schema,
    properties: { ...properties, statistics: statisticsSchema() },
    $defs: { ...$defs, counterexample: counterexampleSchema() },
  };
}
