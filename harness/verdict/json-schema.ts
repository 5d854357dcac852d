/** A JSON Schema, or a named part of one: `{ $named, of }` stands for a definition that is referred to. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** A schema with its named parts as `$defs`, each once, and references to them. */
export function withDefinitions(schema: JsonSchema): {
  readonly schema: JsonSchema;
  readonly $defs: { readonly [name: string]: JsonSchema };
} {
  const $defs: { [name: string]: JsonSchema } = {};
  const resolved = resolve(schema, $defs);
  const sorted = Object.keys($defs).sort();
  return { schema: resolved, $defs: Object.fromEntries(sorted.map((name) => [name, $defs[name] ?? {}])) };
}

function resolve(schema: JsonSchema, $defs: { [name: string]: JsonSchema }): JsonSchema {
  const { $named: name, of, ...beside } = schema;
  if (typeof name !== 'string') return resolvedMembers(schema, $defs);
  if (!Object.hasOwn($defs, name)) {
    // Known before it is resolved, should it be part of itself.
    $defs[name] = {};
    $defs[name] = resolve(of as JsonSchema, $defs);
  }
  return { ...beside, $ref: `#/$defs/${name}` };
}

function resolvedMembers(schema: JsonSchema, $defs: { [name: string]: JsonSchema }): JsonSchema {
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, resolvedValue(value, $defs)]));
}

function resolvedValue(value: unknown, $defs: { [name: string]: JsonSchema }): unknown {
  if (Array.isArray(value)) return value.map((each) => resolvedValue(each, $defs));
  return typeof value === 'object' && value !== null ? resolve(value as JsonSchema, $defs) : value;
}
