#!/usr/bin/env node
import { incidents } from '../../fixtures/incidents/index.ts';
import { Failure } from '../contract/failure.ts';
import { idsOf } from '../judge/judge-options.ts';
import { CRASHWORTHY_VERSION } from '../judge/package-version.ts';
import { REQUIREMENTS } from '../judge/requirements.ts';
import { wantsColor } from '../report/color.ts';
import { renderExplanation } from '../report/explain.ts';
import { renderFailure } from '../report/failure.ts';
import { renderList, renderListJson } from '../report/list.ts';
import { renderIncidents, renderIncidentsJson } from '../report/list-incidents.ts';
import { EXIT_CODES } from '../verdict/exit-code.ts';
import { type Command, parseArguments } from './arguments.ts';
import { commandLines } from './command-lines.ts';
import { completionFor } from './completion.ts';
import { doctorCommand } from './doctor-command.ts';
import { helpText } from './help.ts';
import { initCommand } from './init-command.ts';
import { initProgram } from './init-program.ts';
import { mergeCommand } from './merge-command.ts';
import { probeCommand } from './probe-command.ts';
import { replayCommand } from './replay-command.ts';
import { runCommand } from './run-command.ts';
import { runSeveral } from './run-several.ts';
import { Terminal } from './terminal.ts';
import { watchCommand } from './watch/watch-command.ts';

process.exitCode = await main(process.argv.slice(2));

/** Runs one command line. Resolves to the exit status; every error becomes one clear message on stderr. */
async function main(argv: readonly string[]): Promise<number> {
  let color: 'auto' | 'never' = argv.includes('--no-color') ? 'never' : 'auto';
  try {
    const lines = await commandLines(argv);
    const commands = lines.map(({ argv: line, name }) => ({ name: name ?? '', command: parseArguments(line) }));
    const [{ command } = { command: parseArguments(argv) }] = commands;
    color = command.color;
    const terminal = new Terminal(command.color);
    const runs = commands.flatMap(({ name, command: one }) => (one.command === 'run' ? [{ name, command: one }] : []));
    const status = runs.length > 1 ? await runSeveral(runs, terminal) : await obey(command, terminal);
    await terminal.flush();
    return status;
  } catch (error) {
    process.stderr.write(
      `${renderFailure(error, { color: wantsColor({ env: process.env, isTTY: process.stderr.isTTY === true, asked: color }) })}\n`,
    );
    if (!(error instanceof Failure)) return EXIT_CODES['harness-error'];
    if (error.code === 'CW_INTERRUPTED') return EXIT_CODES.interrupted;
    return error.blame === 'harness' ? EXIT_CODES['harness-error'] : EXIT_CODES.usage;
  }
}

async function obey(command: Command, terminal: Terminal): Promise<number> {
  switch (command.command) {
    case 'run':
      return command.watch ? watchCommand(command, terminal) : runCommand(command, terminal);
    case 'merge':
      return mergeCommand(command, terminal);
    case 'probe':
      return probeCommand(command, terminal);
    case 'replay':
      return replayCommand(command, terminal);
    case 'doctor':
      return doctorCommand(command, terminal);
    case 'init':
      return command.language === undefined
        ? initCommand(command.file, terminal)
        : initProgram(command.language, command.file, terminal);
    case 'list':
      terminal.print(await listed(command, terminal));
      return EXIT_CODES.conforms;
    case 'explain': {
      const ids = idsOf(command.id);
      for (const requirement of REQUIREMENTS.filter(({ id }) => ids.includes(id)))
        terminal.print(renderExplanation(requirement, terminal));
      return EXIT_CODES.conforms;
    }
    case 'completion':
      terminal.print(completionFor(command.shell));
      return EXIT_CODES.conforms;
    case 'help':
      terminal.print(helpText(command.topic));
      return EXIT_CODES.conforms;
    case 'version':
      terminal.print(CRASHWORTHY_VERSION);
      return EXIT_CODES.conforms;
  }
}

async function listed({ what, json }: Command & { command: 'list' }, terminal: Terminal): Promise<string> {
  if (what === undefined) return json ? renderListJson(REQUIREMENTS) : renderList(REQUIREMENTS, terminal);
  const found = await Promise.all(
    Object.entries(incidents).map(async ([name, { title, facts }]) => ({
      target: `incident:${name}`,
      title,
      ...(await facts()),
    })),
  );
  return json ? renderIncidentsJson(found) : renderIncidents(found, terminal);
}
