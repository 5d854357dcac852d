import type { PoolCommand, PoolProgram } from './command.ts';

/** Every program that is one step smaller, the smallest first: without a kill, with fewer commands, in a plainer order, with shorter times. */
export function* smallerPrograms(program: PoolProgram): Generator<PoolProgram> {
  const { commands, choices, crash } = program;
  if (crash !== undefined) yield { commands, choices };
  if (choices.length > 0) yield { ...program, choices: [] };
  for (let size = Math.floor(commands.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from + size <= commands.length; from += size) {
      const left = [...commands.slice(0, from), ...commands.slice(from + size)];
      yield { ...program, commands: left };
      // Without its changes the kill comes sooner; a command has three at most.
      for (let fewer = 1; crash !== undefined && fewer <= 3 * size; fewer++)
        if (crash.changes >= fewer) yield { ...program, commands: left, crash: { changes: crash.changes - fewer } };
    }
  }
  yield* plainerOrders(program);
  yield* renamed(program, 'agent', 'y', 'x');
  yield* renamed(program, 'chat', 'b', 'a');
  for (const [index, command] of commands.entries())
    for (const simpler of simplerCommands(command)) yield { ...program, commands: commands.with(index, simpler) };
}

function* plainerOrders(program: PoolProgram): Generator<PoolProgram> {
  const { choices } = program;
  if (choices.length === 0) return;
  yield { ...program, choices: choices.slice(0, -1) };
  for (const [index, choice] of choices.entries()) {
    yield { ...program, choices: choices.toSpliced(index, 1) };
    if (choice > 0) yield { ...program, choices: choices.with(index, 0) };
    if (choice > 1) yield { ...program, choices: choices.with(index, 1) };
  }
}

/** The same with one chat, or one kind of agent. */
function* renamed(program: PoolProgram, part: 'chat' | 'agent', from: string, to: string): Generator<PoolProgram> {
  const commands = program.commands.map((command) =>
    part in command && (command as { readonly [key: string]: unknown })[part] === from ? { ...command, [part]: to } : command,
  );
  if (commands.some((command, index) => command !== program.commands[index])) yield { ...program, commands };
}

function* simplerCommands(command: PoolCommand): Generator<PoolCommand> {
  if ('agent' in command && command.agent !== 'x') yield { ...command, agent: 'x' };
  if ('chat' in command && command.chat !== 'a') yield { ...command, chat: 'a' };
  if (command.op === 'worktree' && command.dirty) yield { ...command, dirty: false };
  if (command.op === 'worktree' && command.unpushed) yield { ...command, unpushed: false };
}
