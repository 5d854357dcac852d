import { checkKeys, type KeyRule } from './check-keys.ts';

/**
 * The default export of a module for a store that is a program, in whatever language, and speaks protocol 1 over stdio:
 * `export default { stdio: ['python3', 'my_store.py'] }`. Name and claims the program tells itself.
 */
export interface StdioProgram {
  /** The program and its arguments; no shell is asked. Relative paths are relative to the working directory. */
  readonly stdio: readonly string[];
  /** Its working directory; absent: that of `crashworthy`. */
  readonly cwd?: string;
  /** Added to its environment. */
  readonly env?: { readonly [name: string]: string };
}

/** Whether a module's default export is meant to be one. */
export function isStdioProgram(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'stdio' in value;
}

/**
 * The same value as a `StdioProgram`, if it is one.
 *
 * @param source where the value came from, put in front of every message.
 * @throws {Failure} CW_ADAPTER_NOT_OBJECT, CW_ADAPTER_KEY.
 */
export function validateStdioProgram(value: unknown, source: string): StdioProgram {
  return checkKeys(value, KEYS, WORDS, source) as unknown as StdioProgram;
}

const WORDS = { expected: 'a program over stdio', keyOf: 'a program over stdio', define: 'defineAdapter' };

const KEYS: { readonly [K in keyof StdioProgram]-?: KeyRule } = {
  stdio: {
    required: true,
    expected: "a program and its arguments, such as ['python3', 'my_store.py']",
    accepts: (value) => Array.isArray(value) && value.length > 0 && value.every(isText) && value[0] !== '',
  },
  cwd: { required: false, expected: 'the path of a directory', accepts: (value) => isText(value) && value !== '' },
  env: {
    required: false,
    expected: 'an object of texts',
    accepts: (value) => typeof value === 'object' && value !== null && Object.values(value).every(isText),
  },
};

/** No system takes a NUL. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0');
}
