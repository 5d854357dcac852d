import { REPORT_FORMATS } from '../report/formats/index.ts';
import { PERSISTENCE_MODELS } from '../verdict/counterexample.ts';
import { FAIL_ON } from '../verdict/exit-code.ts';
import { LEVELS } from '../verdict/level.ts';
import { COMMANDS, OPTIONS, OPTIONS_OF, type OptionName } from './options.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What an option may be followed by; of those that are not here the shell completes files. */
const VALUES: { readonly [O in OptionName]?: readonly string[] } = {
  host: ['simulated', 'process', 'mounted', 'server'],
  level: LEVELS,
  effort: ['quick', 'default', 'thorough'],
  model: [...PERSISTENCE_MODELS, 'power-loss'],
  depth: ['1', '2'],
  reporter: REPORT_FORMATS.map(({ name }) => name),
  'fail-on': FAIL_ON,
};

/** A script for the shell. */
export function completionFor(shell: Shell): string {
  return { bash, zsh, fish }[shell]();
}

function optionsOf(command: (typeof COMMANDS)[number]): string {
  return OPTIONS_OF[command].map((name) => `--${name}`).join(' ');
}

/** In bash a word is completed by what stands before it: the value of an option, the options of a command, or a command or file. */
function bash(): string {
  const values = Object.entries(VALUES).map(
    ([name, words]) => `    --${name}) COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$word")); return ;;`,
  );
  const options = COMMANDS.map((command) => `    ${command}) options="${optionsOf(command)}" ;;`);
  return `_crashworthy() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" options="${optionsOf('run')}"
  COMPREPLY=()
  case "$before" in
${values.join('\n')}
  esac
  case "\${COMP_WORDS[1]}" in
${options.join('\n')}
  esac
  if [[ "$word" == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$word"))
  elif [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "${COMMANDS.join(' ')}" -- "$word") $(compgen -f -- "$word"))
  else COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -o filenames -F _crashworthy crashworthy
`;
}

/** zsh understands what bash does. */
function zsh(): string {
  return `autoload -U +X bashcompinit && bashcompinit\n${bash()}`;
}

function fish(): string {
  const commands = COMMANDS.map((command) => `complete -c crashworthy -n __fish_use_subcommand -a ${command}`);
  const options = (Object.keys(OPTIONS) as OptionName[]).map((name) => {
    const { type, ...rest } = OPTIONS[name];
    const short = 'short' in rest ? ` -s ${rest.short}` : '';
    const words = VALUES[name];
    const value = type === 'boolean' ? '' : words === undefined ? ' -r' : ` -x -a "${words.join(' ')}"`;
    return `complete -c crashworthy -l ${name}${short}${value}`;
  });
  return `${[...commands, ...options].join('\n')}\n`;
}
