import { builtinAdapters } from '../../adapters/registry.ts';
import { shownPath } from '../crash/call-site.ts';
import type { CallSite } from '../verdict/counterexample.ts';
import type { Target } from './target.ts';

/** The line, marked if it is in the file of the adapter that the user wrote. Stores of ours and families are no adapters of the user. */
export function siteSeenFrom(target: Target, site: CallSite): CallSite {
  const own = target.member === undefined && target.stdio === undefined && !isOurs(target);
  return own && site.file === shownPath(target.url) ? { ...site, inAdapter: true } : site;
}

function isOurs({ shown }: Target): boolean {
  return builtinAdapters[shown] !== undefined || /^(defect|incident):/.test(shown);
}
