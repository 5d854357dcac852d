import { COMMON_KEYS } from '../../contract/check-keys.ts';
import type { Claims } from '../../contract/claims.ts';
import { OPTIONAL_METHODS, type OptionalMethod } from '../../contract/session-store.ts';
import { validateClaims } from '../../contract/validate-claims.ts';
import { helloAmiss, otherVersion } from './program-failures.ts';

/** The version of the protocol that is spoken here. */
const PROTOCOL_VERSION = 1;

/** What a program says of itself. */
export interface ProgramFacts {
  readonly name: string;
  /** Of the store. */
  readonly version?: string;
  /** Such as `python 3.11`. */
  readonly language?: string;
  /** Beside `read`. */
  readonly methods: readonly OptionalMethod[];
  readonly views: readonly string[];
  readonly claims: Claims;
  /** It takes further requests before it has answered. */
  readonly concurrent: boolean;
}

/**
 * The answer to `hello`. Operations, features and keys that nobody knows here are those of a later version, and are ignored.
 *
 * @param program for messages.
 * @throws {Failure} CW_STDIO_VERSION, CW_STDIO_HELLO; CW_CLAIMS_KEY, CW_CLAIMS_VALUE, CW_CLAIMS_CONTRADICT.
 */
export function programFacts(answer: unknown, program: string): ProgramFacts {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) throw helloAmiss(program, '`ok` must be an object');
  const { cw, name, version, language, claims, ...lists }: { readonly [key: string]: unknown } = { ...answer };
  if (cw !== PROTOCOL_VERSION) throw otherVersion(program, cw);
  if (typeof name !== 'string' || !COMMON_KEYS.name.accepts(name))
    throw helloAmiss(program, `\`name\` must be ${COMMON_KEYS.name.expected}`);
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims))
    throw helloAmiss(program, '`claims` must be an object, such as {"survives": "process-kill"}');
  validateClaims(claims, program);
  const [ops, views, features] = ['ops', 'views', 'features'].map((key) => strings(lists[key], key, program));
  if (ops?.includes('read') !== true) throw helloAmiss(program, '`ops` must name `read`');
  if (!ops.includes('patch') && !ops.includes('append')) throw helloAmiss(program, '`ops` must name `patch` or `append`');
  return {
    name,
    ...(typeof version === 'string' ? { version } : {}),
    ...(typeof language === 'string' ? { language } : {}),
    methods: OPTIONAL_METHODS.filter((method) => ops.includes(method)),
    views: views ?? [],
    // Checked above.
    claims: claims as Claims,
    concurrent: features?.includes('concurrent') === true,
  };
}

function strings(value: unknown, key: string, program: string): readonly string[] {
  if (value === undefined && key !== 'ops') return [];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw helloAmiss(program, `\`${key}\` must be an array of names`);
}
