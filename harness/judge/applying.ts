import { suites } from '../../suites/index.ts';
import { type Ability, WITHOUT } from '../host/ability.ts';
import type { Subject } from '../suite/subject.ts';

/** Why requirements are not judged, by id: they do not apply to the subject, or it lives where nothing can be said of them. */
export interface NotJudged {
  readonly notApplicable: { readonly [id: string]: string };
  readonly notTestable: { readonly [id: string]: string };
}

/** Why a host lacks, for this very subject, what it has for others. */
export type Lacks = { readonly [A in Ability]?: string };

/** The one place that decides which requirements of all suites a subject is judged by, on the host where it is. */
export function notJudged(subject: Subject, lacks: Lacks = {}): NotJudged {
  const notApplicable: { [id: string]: string } = {};
  const notTestable: { [id: string]: string } = {};
  for (const suite of suites) {
    if (suite.subject !== subject.kind) continue;
    for (const { id, notApplicable: why, abilities = suite.needs } of suite.requirements) {
      const reason = why(subject);
      const missing = abilities.find((ability) => lacks[ability] !== undefined || !subject.host.abilities.has(ability));
      if (reason !== undefined) notApplicable[id] = reason;
      else if (missing !== undefined) notTestable[id] = lacks[missing] ?? WITHOUT[missing];
    }
  }
  return { notApplicable, notTestable };
}
