import type { JitiOptions } from 'jiti';

type Transform = NonNullable<JitiOptions['transform']>;

/** Without `reflect-metadata`, jiti takes this in the place of a decorator; but what a decorator of a method returns replaces the method. */
const IDENTITY = /(Reflect\.metadata\?\.\(.*?\)) \|\| \(\(t\) => t\)/g;

/** A decorated field is left as it is in a class, and set to what this gives; Babel expects another plugin, which jiti does not have. */
const FIELD = /function _initializerWarningHelper\((\w+), (\w+)\) ?\{throw Error\(.*?\);\}/;

interface ClassProperty {
  node: { decorators?: readonly unknown[] | null; definite?: boolean; declare?: boolean };
}

/** A plugin of Babel's. `@column name!: string` is set by its decorator or by nobody; Babel refuses that where decorators have come before it. */
export function definiteFields() {
  const ClassProperty = ({ node }: ClassProperty): void => {
    if (!node.decorators?.length) return;
    node.definite = false;
    node.declare = false;
  };
  return { visitor: { Program: (path: { traverse(visitor: object): void }) => path.traverse({ ClassProperty }) } };
}

/**
 * jiti's own transformation, with what its legacy decorators (`experimentalDecorators`) lack: decorators of methods without
 * `reflect-metadata`, and of fields. Lines stay where they are.
 *
 * @param transform jiti's own.
 */
export function withLegacyDecorators(transform: (options: Parameters<Transform>[0]) => string): Transform {
  return (options) => ({
    code: transform(options)
      .replaceAll(IDENTITY, '$1 || (() => {})')
      .replace(
        FIELD,
        'function _initializerWarningHelper($1, $2) {return $1 && $1.initializer ? $1.initializer.call($2) : undefined;}',
      ),
  });
}
