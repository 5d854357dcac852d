import { type ClaimRules, checkClaims } from './check-claims.ts';
import { CLAIM_VALUES, type Claims, type ResolvedClaims, resolveClaims } from './claims.ts';

/**
 * The claims of a store, if every key and value is known and no two of them contradict each other.
 *
 * @throws {Failure} as `checkClaims`.
 */
export function validateClaims(value: object, source: string): Claims {
  checkClaims(value as { readonly [key: string]: unknown }, RULES, source);
  return value as Claims;
}

const RULES: ClaimRules<ResolvedClaims> = {
  values: CLAIM_VALUES,
  required: 'survives',
  ask: 'Say what an acknowledged write survives',
  claim: 'a claim',
  subject: 'store',
  resolve: (given) => resolveClaims(given as unknown as Claims),
  contradictions: [
    {
      when: ({ survives, acknowledgedBy }) => survives === 'nothing' && acknowledgedBy === 'flush',
      message:
        "survives: 'nothing' contradicts acknowledgedBy: 'flush': a flush that makes nothing survive acknowledges nothing.",
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
    {
      when: ({ clocks, writers }) => clocks === 'apart' && writers !== 'many-processes',
      message: "clocks: 'apart' is about several processes, and the store does not claim writers: 'many-processes'.",
      hint: "Claim writers: 'many-processes' too, or leave `clocks` out.",
    },
    {
      when: ({ survives, attributes }) => survives === 'nothing' && attributes === 'kept',
      message: "attributes: 'kept' is about the files of sessions, and what survives nothing need not be in a file.",
      hint: "Claim what a write survives ('process-kill' or 'power-loss'), or leave `attributes` out.",
    },
    {
      when: ({ lease, writers }) => lease === 'fenced' && writers === 'one-instance',
      message: "lease: 'fenced' is about several who want to write, and the store does not claim that several may be open.",
      hint: "Claim writers: 'many-instances' or 'many-processes' too, or leave `lease` out.",
    },
  ],
};
