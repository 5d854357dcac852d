import fs from 'node:fs';
import { PipeLine, PortLine } from '../../process/clients/client-line.ts';
import type { ClientPlace } from '../../process/clients/serve-clients.ts';
import { TEMPORARY_DIRECTORY } from '../../process/directory-image.ts';

const { readSync, writeSync } = fs;

/** A directory of a mounted disk: whoever serves that decides what becomes of the calls. */
export function mountedPlaceOfClients(): ClientPlace {
  return {
    line: PortLine.ofThread() ?? new PipeLine({ readSync, writeSync }),
    isDriven: true,
    begin: (directory) => {
      process.env.TMPDIR = `${directory}/${TEMPORARY_DIRECTORY}`;
    },
    start: () => {},
    stop: () => {},
  };
}
