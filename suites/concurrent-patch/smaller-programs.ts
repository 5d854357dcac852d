import type { ClientPlan, Program } from '../../harness/model/program.ts';

/** Programs with one thing less, the largest cuts first. */
export function* smallerPrograms(program: Program): Generator<Program> {
  const { clients, setup, instances, deaths, onePid } = program;
  if (clients.length > 1) {
    for (const gone of clients.keys()) {
      // Deaths are of the clients that they are about.
      const dead = deaths?.some((process) => instances[clients[gone]?.instance ?? 0]?.process === process) === true;
      if (!dead) yield { ...program, clients: clients.filter((_, index) => index !== gone) };
    }
  }
  if (deaths !== undefined) {
    const { deaths: _deaths, ...living } = program;
    yield living;
  }
  for (const [at, client] of clients.entries()) {
    if (client.operations.length < 2) continue;
    for (let gone = client.operations.length - 1; gone >= 0; gone--) {
      const shorter: ClientPlan = { ...client, operations: client.operations.filter((_, index) => index !== gone) };
      yield { ...program, clients: clients.with(at, shorter) };
    }
  }
  for (let gone = setup.length - 1; gone >= 0; gone--) yield { ...program, setup: setup.filter((_, index) => index !== gone) };
  if (onePid === true) {
    const { onePid: _pid, ...separate } = program;
    yield separate;
  }
  // The first instance runs the setup.
  for (let unused = instances.length - 1; unused > 0; unused--) {
    if (clients.some(({ instance }) => instance === unused) || deaths !== undefined) continue;
    const renumbered = clients.map((client) =>
      client.instance > unused ? { ...client, instance: client.instance - 1 } : client,
    );
    yield { ...program, instances: instances.filter((_, index) => index !== unused), clients: renumbered };
  }
  for (const [at, instance] of instances.entries()) {
    if (instance.path !== 'plain') yield { ...program, instances: instances.with(at, { ...instance, path: 'plain' }) };
  }
}
