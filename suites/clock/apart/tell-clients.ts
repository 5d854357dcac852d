import type { ToldSection } from '../../../harness/suite/scenario.ts';
import type { ApartCore } from './counterexample-core.ts';

/** The operations of each client, for people. */
export function tellApartClients(core: object | ApartCore): ToldSection[] {
  if (!('clients' in core)) return [];
  return core.clients.map(({ process, operations }, index) => ({
    heading: `Client ${index + 1}, ${core.inOneProcess === true ? 'with instance' : 'in process'} ${process + 1}`,
    operations,
  }));
}
