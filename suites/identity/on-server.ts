import { resolveClaims } from '../../harness/contract/claims.ts';
import { describeProblem } from '../../harness/host/problem.ts';
import type { ServedSubject } from '../../harness/suite/served-subject.ts';
import { wanted } from '../../harness/suite/store-requirement.ts';
import type { StoreTraits } from '../../harness/suite/subject.ts';
import type { Suite, SuiteRequirement } from '../../harness/suite/suite.ts';
import { eventOfOneClient } from '../one-client-run.ts';
import type { IdentityCore } from './counterexample-core.ts';
import { IDENTITY_REQUIREMENTS } from './requirements.ts';
import { identity } from './suite.ts';

const { level, loss, tallies, scenarios, during, name } = identity;
const SCENARIO = 'identity-on-server';

/** Why some say nothing of a store on a server: it has no directory, there is one database for it, and no limit to its texts. */
const NOT_HERE: { readonly [id: string]: string } = {
  'IDENT-2': 'it keeps its sessions in no directory that an id could lead out of',
  'IDENT-7': 'a run has one database for it',
  'IDENT-9': 'strings are as long here as they always may be',
};
/** By the id, a wrong store on a server. */
const DEFECTS: { readonly [id: string]: string } = {
  'IDENT-1': 'folds-ids',
  'IDENT-3': 'acknowledges-before-answer',
  'IDENT-4': 'rounds-numbers',
  'IDENT-5': 'folds-ids',
  'IDENT-6': 'hands-out-what-it-keeps',
};

/** What sessions are called and hold, on a server: the same trials, each life in another process. */
export const identityOnServer: Suite<ServedSubject, IdentityCore> = {
  ...{ name, level, loss, tallies, during },
  subject: 'served-store',
  needs: ['cuts-messages'],
  requirements: IDENTITY_REQUIREMENTS.map(({ abilities: _, defects, ...requirement }): SuiteRequirement<ServedSubject> => {
    const own = DEFECTS[requirement.id];
    return {
      ...requirement,
      defects: own === undefined ? defects : [own],
      notApplicable: (subject) => {
        const { claims, capabilities } = traitsOf(subject);
        return requirement.notApplicable(claims, capabilities) ?? NOT_HERE[requirement.id];
      },
    };
  }),
  scenarios: Object.fromEntries(
    Object.values(scenarios).map((scenario) => [
      SCENARIO,
      {
        ...scenario,
        description: `${scenario.description.slice(0, -1)}, on a server.`,
        disk: { heading: 'Files', ifEmpty: 'leave-out' as const },
        inReality: 'on a real server',
      },
    ]),
  ),
  async *run({ subject, requirements: ids, effort, seed, endless, onPlace: tell }) {
    const [{ runIdentity }, { ServedLives }] = await Promise.all([
      import('./run.ts'),
      import('../../harness/host/server/served-lives.ts'),
    ]);
    const host = new ServedLives(subject.host);
    const requirements = wanted(IDENTITY_REQUIREMENTS, ids);
    const context = { host, ...traitsOf(subject), effort, seed, endless, requirements, onPlace: tell };
    const failed = new Set<string>();
    for await (const event of runIdentity({ ...context, onPlace: (operations) => tell(operations) })) {
      if (event.type === 'failure') failed.add(event.requirement);
      const told = eventOfOneClient<IdentityCore>(event);
      if (told.type === 'done') {
        const [problem] = host.ended;
        // A process that ended has told nothing of what it had done by then.
        for (const id of problem === undefined ? [] : ids.filter((one) => !failed.has(one)))
          yield {
            type: 'not-testable',
            requirement: id,
            reason: `the process that was to store it ${describeProblem(problem as NonNullable<typeof problem>)}`,
          };
      }
      yield told.type === 'failure' ? { ...told, core: { ...told.core, scenario: SCENARIO } } : told;
    }
  },
  async replay(subject, { requirement, core }) {
    const [{ replayIdentity }, { ServedLives }] = await Promise.all([
      import('./replay.ts'),
      import('../../harness/host/server/served-lives.ts'),
    ]);
    return replayIdentity(new ServedLives(subject.host), { requirement, core }, { claims: traitsOf(subject).claims });
  },
};

/** As a store on a disk would say it: each call is its own acknowledgement. */
function traitsOf({ claims, capabilities }: Pick<ServedSubject, 'claims' | 'capabilities'>): StoreTraits {
  const { writers, patch } = claims;
  return { claims: resolveClaims({ survives: 'process-kill', writers, patch }), capabilities };
}
