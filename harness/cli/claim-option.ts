import { Failure } from '../contract/failure.ts';
import type { GivenClaims } from '../verdict/given-claims.ts';
import { type Line, listOption } from './line.ts';

/** What `--claim` gives. @throws {Failure} CW_USAGE_OPTION_VALUE. Whether there is such a claim is seen where the store is loaded. */
export function claimsOf(line: Line): { readonly claims?: GivenClaims } {
  const claims = listOption(line, 'claim').map((word): [string, string | number] => {
    const [, claim, value] = /^(\w+)=(.+)$/s.exec(word) ?? [];
    if (claim !== undefined && value !== undefined) return [claim, /^\d+$/.test(value) ? Number(value) : value];
    throw new Failure('CW_USAGE_OPTION_VALUE', `--claim expects a claim and its value; found "${word}".`, {
      hint: '--claim survives=power-loss',
    });
  });
  const twice = claims.find(([claim], index) => claims.findIndex(([other]) => other === claim) !== index);
  if (twice !== undefined) {
    throw new Failure('CW_USAGE_OPTION_VALUE', `--claim ${twice[0]} is given twice; a claim has one value.`, {
      hint: `Leave one of them: --claim ${twice[0]}=${twice[1]}`,
    });
  }
  return claims.length === 0 ? {} : { claims: Object.fromEntries(claims) };
}
