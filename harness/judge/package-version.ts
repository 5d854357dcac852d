import { readFileSync } from 'node:fs';

/** The version in this package's manifest. The build lies one folder below it, the sources beside it. */
export const CRASHWORTHY_VERSION: string = readVersion();

function readVersion(): string {
  for (const up of ['../../package.json', '../../../package.json']) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8'));
      if (
        typeof manifest === 'object' &&
        manifest !== null &&
        'name' in manifest &&
        manifest.name === 'crashworthy' &&
        'version' in manifest
      ) {
        return String(manifest.version);
      }
    } catch {
      // Not there: the next place.
    }
  }
  throw new Error('the package.json of crashworthy is missing');
}
