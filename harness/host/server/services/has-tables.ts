import { Failure } from '../../../contract/failure.ts';
import { shownUrl } from './shown-url.ts';

/** CW_SERVICE_HAS_TABLES: somebody's data are there. */
export function hasTables(url: string, what: string): Failure {
  return new Failure('CW_SERVICE_HAS_TABLES', `Expected an empty database at ${shownUrl(url)}; found ${what}.`, {
    hint: 'Name an empty database. --service-may-have-tables takes this one all the same: a database of our own is made beside it and removed, and nothing else is touched.',
  });
}
