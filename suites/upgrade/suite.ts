import { countOf } from '../../harness/report/count.ts';
import { operationLine } from '../../harness/report/operation-line.ts';
import { claimedModels } from '../../harness/suite/models-of-claims.ts';
import { ofStores, wanted } from '../../harness/suite/store-requirement.ts';
import type { StoreSubject } from '../../harness/suite/subject.ts';
import type { Suite } from '../../harness/suite/suite.ts';
import { LOOPED, LOOPS_EVERYWHERE } from '../../harness/verdict/looped.ts';
import type { UpgradeCore } from './counterexample-core.ts';
import { upgradeShape } from './counterexample-shape.ts';
import { UPGRADE_REQUIREMENTS, UPGRADE_SUITE_NAME } from './requirements.ts';

/** Versions of a store that meet on one directory: migrations, and files whose version nobody knows. */
export const upgrade: Suite<StoreSubject, UpgradeCore> = {
  name: UPGRADE_SUITE_NAME,
  subject: 'store',
  level: 'AAA',
  loss: 'new-version',
  requirements: ofStores(UPGRADE_REQUIREMENTS),
  needs: ['isolates-modules', 'round-trips', 'sees-changes'],
  tallies: {
    workloads: { description: 'Operation sequences that an older version, or the present one, was told.' },
    upgrades: { description: 'Ways in which versions met.', told: (number) => countOf(number, 'upgrade') },
  },
  scenarios: {
    upgrade: {
      description: 'Versions of a store that met on one directory.',
      shape: upgradeShape,
      heading: () => 'Which version did what',
      operationLine,
      disk: { heading: 'Disk in the end', ifEmpty: 'say' },
      elsewhere: 'in another upgrade',
      inReality: 'in a real process',
    },
  },
  during: 'While versions met, during',
  async *run(context) {
    const { runUpgrade } = await import('./run.ts');
    const { subject, requirements, models, ...others } = context;
    yield* runUpgrade({
      ...others,
      subject,
      requirements: wanted(UPGRADE_REQUIREMENTS, requirements),
      // A sync that fails is a call that fails.
      models: claimedModels(subject.claims, models).filter((model) => model !== 'failed-fsync'),
    });
  },
  async replay(subject, found, { onCrash }) {
    const { replayUpgrade } = await import('./replay.ts');
    return replayUpgrade(subject, found, onCrash === undefined ? {} : { onCrash });
  },
  inReality: ({ lives, observed }) => {
    if (observed === LOOPED) return { how: 'real-processes', notPossible: LOOPS_EVERYWHERE };
    // Power cannot be cut; the models stand for it.
    return lives.some(({ crash }) => crash?.lost !== undefined) ? undefined : { how: 'real-processes' };
  },
};
