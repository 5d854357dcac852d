import type { UnknownRecord } from './check-keys.ts';
import { describeValue } from './describe-value.ts';
import { Failure } from './failure.ts';
import { nearest } from './nearest.ts';

/** A claim that is a whole number. */
export interface NumberFrom {
  readonly atLeast: number;
}

/** What one kind of subject can claim. */
export interface ClaimRules<Resolved> {
  /** The values of each claim. */
  readonly values: { readonly [C in keyof Resolved]: readonly string[] | NumberFrom };
  /** The claim that nobody can leave out. */
  readonly required: keyof Resolved & string;
  /** Asks for the required one, and ends before its values: `Say what an acknowledged write survives`. */
  readonly ask: string;
  /** Completes "is not": `a claim`, `a claim of a pool`. */
  readonly claim: string;
  /** Completes "Claim only what the": `store`. */
  readonly subject: string;
  /** The same claims with what was left out filled in. */
  resolve(given: UnknownRecord): Resolved;
  readonly contradictions: readonly Contradiction<Resolved>[];
}

/** Claims that cannot hold together. */
export interface Contradiction<Resolved> {
  when(claims: Resolved): boolean;
  readonly message: string;
  readonly hint: string;
}

/**
 * Looks whether every claim and its value is known, and no two of them contradict each other.
 *
 * @throws {Failure} CW_CLAIMS_KEY for an unknown claim or a missing one that is required, CW_CLAIMS_VALUE for an unknown value,
 *   CW_CLAIMS_CONTRADICT for claims that cannot hold together.
 */
export function checkClaims<Resolved>(given: UnknownRecord, rules: ClaimRules<Resolved>, source: string): void {
  const { values, required, ask, resolve, contradictions } = rules;
  for (const [key, claimed] of Object.entries(given)) {
    if (!Object.hasOwn(values, key)) throw unknownClaim(key, rules, source);
    const allowed = values[key as keyof Resolved];
    // An explicit undefined reads as "not claimed", except where a claim is required.
    if (claimed === undefined && key !== required) continue;
    if (!isAllowed(claimed, allowed)) throw wrongValue(key, claimed, allowed, rules, source);
  }
  if (!Object.hasOwn(given, required)) {
    throw new Failure('CW_CLAIMS_KEY', `${source}: \`claims.${required}\` is missing.`, {
      hint: `${ask}: ${choiceText(values[required])}.`,
    });
  }
  const claims = resolve(given);
  const found = contradictions.find(({ when }) => when(claims));
  if (found !== undefined) throw new Failure('CW_CLAIMS_CONTRADICT', `${source}: ${found.message}`, { hint: found.hint });
}

function isAllowed(claimed: unknown, allowed: readonly string[] | NumberFrom): boolean {
  if ('atLeast' in allowed) return Number.isSafeInteger(claimed) && (claimed as number) >= allowed.atLeast;
  return typeof claimed === 'string' && allowed.includes(claimed);
}

function unknownClaim<Resolved>(key: string, { values, claim }: ClaimRules<Resolved>, source: string): Failure {
  const known = Object.keys(values);
  const suggestion = nearest(key, known);
  return new Failure('CW_CLAIMS_KEY', `${source}: \`claims.${key}\` is not ${claim}. The claims are ${known.join(', ')}.`, {
    hint: suggestion === undefined ? `Remove \`claims.${key}\`.` : `Did you mean \`claims.${suggestion}\`?`,
  });
}

function wrongValue<Resolved>(
  key: string,
  found: unknown,
  allowed: readonly string[] | NumberFrom,
  { subject }: ClaimRules<Resolved>,
  source: string,
): Failure {
  const message = `${source}: \`claims.${key}\` must be ${'atLeast' in allowed ? '' : 'one of '}${choiceText(allowed)}; found ${describeValue(found)}.`;
  const suggestion = typeof found === 'string' && !('atLeast' in allowed) ? nearest(found, allowed) : undefined;
  return new Failure('CW_CLAIMS_VALUE', message, {
    hint:
      suggestion === undefined
        ? `Claim only what the ${subject} promises; what is not claimed is not judged.`
        : `Did you mean '${suggestion}'?`,
  });
}

function choiceText(allowed: readonly string[] | NumberFrom): string {
  if ('atLeast' in allowed) return `a whole number of at least ${allowed.atLeast}`;
  return allowed.map((value) => `'${value}'`).join(', ');
}
