import { CLAIM_VALUES, type Claims, type ResolvedClaims, resolveClaims } from './claims.ts';
import { describeValue } from './describe-value.ts';
import { Failure } from './failure.ts';
import { nearest } from './nearest.ts';

/**
 * The claims, if every key and value is known and no two of them contradict each other.
 *
 * @throws {Failure} CW_CLAIMS_KEY for an unknown key or a missing `survives`, CW_CLAIMS_VALUE for an unknown value,
 *   CW_CLAIMS_CONTRADICT for claims that cannot hold together.
 */
export function validateClaims(value: object, source: string): Claims {
  const given = value as { readonly [key: string]: unknown };
  for (const [key, claimed] of Object.entries(given)) {
    const allowed = allowedValues(key);
    if (allowed === undefined) throw unknownClaim(key, source);
    // An explicit undefined reads as "not claimed", except where a claim is required.
    if (claimed === undefined && key !== 'survives') continue;
    if (!isOneOf(allowed, claimed)) throw wrongValue(key, claimed, allowed, source);
  }
  if (!Object.hasOwn(given, 'survives')) {
    throw new Failure('CW_CLAIMS_KEY', `${source}: \`claims.survives\` is missing.`, {
      hint: `Say what an acknowledged write survives: ${quoteAll(CLAIM_VALUES.survives)}.`,
    });
  }
  const claims = given as unknown as Claims;
  refuseContradictions(resolveClaims(claims), source);
  return claims;
}

interface Contradiction {
  when(claims: ResolvedClaims): boolean;
  message: string;
  hint: string;
}

const CONTRADICTIONS: readonly Contradiction[] = [
  {
    when: ({ survives, acknowledgedBy }) => survives === 'nothing' && acknowledgedBy === 'flush',
    message: "survives: 'nothing' contradicts acknowledgedBy: 'flush': a flush that makes nothing survive acknowledges nothing.",
    hint: "Claim what a flushed write survives ('process-kill' or 'power-loss'), or leave `acknowledgedBy` out.",
  },
  {
    when: ({ survives, append, acknowledgedBy }) => survives !== 'nothing' && append === 'queued' && acknowledgedBy === 'call',
    message:
      "append: 'queued' contradicts acknowledgedBy: 'call': an append that only accepts is acknowledged by a flush at the earliest.",
    hint: "Add acknowledgedBy: 'flush', or return a promise from `append` and claim append: 'awaited'.",
  },
  {
    when: ({ survives, writers }) => survives === 'nothing' && writers === 'many-processes',
    message: "survives: 'nothing' contradicts writers: 'many-processes': processes can only share what outlives each of them.",
    hint: "Claim survives: 'process-kill', or writers: 'many-instances'.",
  },
];

function refuseContradictions(claims: ResolvedClaims, source: string): void {
  const found = CONTRADICTIONS.find(({ when }) => when(claims));
  if (found !== undefined) throw new Failure('CW_CLAIMS_CONTRADICT', `${source}: ${found.message}`, { hint: found.hint });
}

function allowedValues(key: string): readonly string[] | undefined {
  return Object.hasOwn(CLAIM_VALUES, key) ? CLAIM_VALUES[key as keyof Claims] : undefined;
}

function isOneOf(allowed: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && allowed.includes(value);
}

function unknownClaim(key: string, source: string): Failure {
  const known = Object.keys(CLAIM_VALUES);
  const suggestion = nearest(key, known);
  return new Failure('CW_CLAIMS_KEY', `${source}: \`claims.${key}\` is not a claim. The claims are ${known.join(', ')}.`, {
    hint: suggestion === undefined ? `Remove \`claims.${key}\`.` : `Did you mean \`claims.${suggestion}\`?`,
  });
}

function wrongValue(key: string, found: unknown, allowed: readonly string[], source: string): Failure {
  const message = `${source}: \`claims.${key}\` must be one of ${quoteAll(allowed)}; found ${describeValue(found)}.`;
  const suggestion = typeof found === 'string' ? nearest(found, allowed) : undefined;
  return new Failure('CW_CLAIMS_VALUE', message, {
    hint:
      suggestion === undefined
        ? 'Claim only what the store promises; what is not claimed is not judged.'
        : `Did you mean '${suggestion}'?`,
  });
}

function quoteAll(values: readonly string[]): string {
  return values.map((value) => `'${value}'`).join(', ');
}
