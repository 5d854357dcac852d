import type { Adapter } from '../../../contract/adapter.ts';
import { installFileSystem } from '../../../disk/facade/install.ts';
import { RealKernel } from '../../../disk/real-kernel.ts';
import { Random } from '../../../schedule/random.ts';
import { placesElsewhere } from '../../elsewhere.ts';
import { OuterPlaces } from '../outer-places.ts';
import { type ClientLine, die, PipeLine, PortLine } from './client-line.ts';
import type { ClientPlace } from './serve-clients.ts';
import { SlowDiskGate } from './slow-disk-gate.ts';

/** A real directory, whose disk is slow where that is asked for. */
export class RealPlace implements ClientPlace {
  readonly line: ClientLine;
  readonly isDriven = false;
  readonly #gate = new SlowDiskGate();
  readonly #outerPlaces: OuterPlaces;

  /** @param directory below which all attempts happen. */
  constructor(directory: string, onPrinted: (bytes: number) => void) {
    const installed = installFileSystem({
      random: () => Math.random(),
      onOutsideWrite: (write) => this.line.send({ type: 'outside-write', ...write }),
      onUnsimulated: (api) => this.line.send({ type: 'unsimulated', api }),
      onStandardWrite: (_fd, bytes) => {
        onPrinted(bytes);
        return true;
      },
    });
    this.line = PortLine.ofThread() ?? new PipeLine(installed.real.fs);
    installed.mount({ root: directory, kernel: new RealKernel(installed.real.fs), gate: this.#gate });
    this.#outerPlaces = new OuterPlaces(installed);
  }

  begin(directory: string, adapter: Adapter): void {
    this.#outerPlaces.leadTo(directory, placesElsewhere(adapter));
    this.stop();
  }

  start({ slow, dieAt = Number.POSITIVE_INFINITY }: Parameters<ClientPlace['start']>[0]): void {
    let primitives = 0;
    this.#gate.begin(slow === undefined ? undefined : new Random(slow), () => {
      if (primitives++ === dieAt) die();
    });
  }

  stop(): void {
    this.#gate.begin(undefined);
  }
}
