import { defineRegistry } from '../harness/contract/define-registry.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import { DumpedLaunches, type DumpPlaces, type PutsDumpOnto } from './pm2-dump/dumped-launches.ts';

const PM2 = new ProjectPackage('pm2', '^7.0.0');

/**
 * The dump of pm2 7, which `pm2 save` writes and `pm2 resurrect` reads. Both run without pm2's daemon, which keeps real processes and is not judged: its
 * list of processes is one in memory here. pm2 removes nobody whom it was not told to, so a sweep is `pm2 delete` of who is dead, and another save.
 */
export default defineRegistry({
  name: 'pm2-dump',
  package: PM2.judged(),
  claims: { survives: 'process-kill', status: 'nothing' },
  open: async (options) => {
    const { default: startup } = await PM2.importAny('/lib/API/Startup.js');
    const { default: places } = await PM2.importAny('/constants.js');
    return DumpedLaunches.open(options, startup as PutsDumpOnto, places as DumpPlaces);
  },
});
