import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { OptionalMethod } from '../../harness/contract/session-store.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import { claimedLevels, type Level } from './levels.ts';
import type { PatchRequirement } from './requirement.ts';

type NotApplicable = PatchRequirement['notApplicable'];

export const always: NotApplicable = () => undefined;

export function needsMethod(...methods: OptionalMethod[]): NotApplicable {
  return (_claims, capabilities) => {
    const missing = methods.find((method) => !capabilities.methods.includes(method));
    return missing === undefined ? undefined : `the store has no \`${missing}\``;
  };
}

export function needsLevel(level: Level): NotApplicable {
  return (claims) =>
    claimedLevels(claims).includes(level)
      ? undefined
      : `the store claims writers: '${claims.writers}', and this is about ${level.replace('-', ' ')}`;
}

/** Two patches at once are the store's own affair only where it does the reading and the writing of a patch itself. */
export const needsNativePatch: NotApplicable = ({ patch }: ResolvedClaims, { fields }: Capabilities) => {
  if (!fields) return 'the store has no `patch`';
  return patch === 'native'
    ? undefined
    : "patches are done by the store's caller, who may lose updates (patch: 'read-modify-write')";
};

/** The first reason of several. */
export function allOf(...needs: readonly NotApplicable[]): NotApplicable {
  return (claims, capabilities) => {
    for (const need of needs) {
      const reason = need(claims, capabilities);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
}
