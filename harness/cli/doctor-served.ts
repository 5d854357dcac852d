import { Failure } from '../contract/failure.ts';
import { preflightServed } from '../host/server/preflight-served.ts';
import type { ServiceSource } from '../host/server/services/open-service.ts';
import type { Target } from '../judge/target.ts';
import { withServerHost } from '../judge/with-server-host.ts';
import { renderFailure } from '../report/failure.ts';
import { EXIT_CODES } from '../verdict/exit-code.ts';
import { withInterrupt } from './interrupt.ts';
import type { Terminal } from './terminal.ts';

/** The same as `doctor`, of a store on a server: whether there is a server, and whether the store opens and round-trips on it. */
export async function doctorServed(target: Target, source: ServiceSource, terminal: Terminal): Promise<number> {
  try {
    return await withInterrupt((signal) => look(target, { source, signal }, terminal));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    terminal.print(`FAIL  ${renderFailure(error, { color: terminal.color })}`);
    return error.blame === 'harness' ? EXIT_CODES['harness-error'] : EXIT_CODES.usage;
  }
}

function look(target: Target, place: Parameters<typeof withServerHost>[1], terminal: Terminal): Promise<number> {
  return withServerHost(target, place, async (host) => {
    const { services } = await host.store();
    const missing = await host.missing();
    if (missing !== undefined) {
      terminal.print(`no    a server for it: ${missing}`);
      return EXIT_CODES.conforms;
    }
    await host.ready();
    const given: readonly string[] = place.source.given.map(({ name }) => name);
    for (const { name, version } of host.services) {
      const where = given.includes(name) ? 'as it was given' : 'started for it';
      terminal.print(`ok    ${version}, ${where} (${name})`);
    }
    const { methods } = await preflightServed(host);
    terminal.print(`ok    it opens on ${services.join(' and ')}, and what is written is read, at once and by another process`);
    terminal.print(`      operations ${methods.join(', ')}`);
    return EXIT_CODES.conforms;
  });
}
