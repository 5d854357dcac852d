import { REPORT_FORMATS } from '../report/formats/index.ts';
import type { CommandName } from './options.ts';

/** The help on a command, or the overview. Plain text of at most 100 columns, with a line feed at the end. */
export function helpText(topic?: CommandName): string {
  return `${(topic === undefined ? OVERVIEW : TOPICS[topic]).trim()}\n`;
}

const OVERVIEW = `
crashworthy: crashes a session store at every point and says which promises it keeps

Usage
  crashworthy TARGET [options]        judge a store (the same as crashworthy run TARGET)
  crashworthy merge REPORT...         put the reports of a run's shards together
  crashworthy probe TARGET            try what a store might claim, and print what nothing refuted
  crashworthy replay FILE             make a failure happen again, from its counterexample file
  crashworthy doctor TARGET           say what an adapter claims and whether it can be judged
  crashworthy init [FILE]             write an adapter (--python, --go, --rust: a store)
  crashworthy list [--json]           list the requirements; list incidents: the incidents
  crashworthy explain ID              say what a requirement is about and why
  crashworthy completion SHELL        print completions for bash, zsh or fish
  crashworthy help [COMMAND]          this text, or that of a command
  crashworthy version                 print the version

TARGET is the path of an adapter module (./my-store.adapter.ts), the name of a store that comes with
crashworthy, FAMILY:PACKAGE for an installed package (express-session:session-file-store),
FAMILY:FILE for a class of one's own of such an interface (claude-session-store:./my-store.ts),
defect:NAME, a store that is wrong on purpose, or incident:NUMBER/STAGE (incident:1/before), a store
as it was in the field before or after its fix, or now. A store in any language is named by
--stdio 'COMMAND' in its place, a program that speaks a protocol over stdio.

Exit statuses
  0  every requirement that applies passed; SHOULDs may have failed
  1  the store broke a requirement, or one could not be tested
  2  the command line, the target or a file is not as it should be
  3  something broke on our side; says nothing about the store
  130  interrupted

Examples
  npx crashworthy ./my-store.adapter.ts
  npx crashworthy defect:stale-lock
  npx crashworthy probe ./my-store.adapter.ts
  npx crashworthy replay .crashworthy/my-store-CRASH-1.json
`;

/** Each form of a report and what it is for, below its option. */
function formats(): string {
  const longest = Math.max(...REPORT_FORMATS.map(({ name }) => name.length));
  return REPORT_FORMATS.map(({ name, about }) => `${' '.repeat(35)}${name.padEnd(longest)}  ${about}`).join('\n');
}

const TOPICS: { [C in CommandName]: string } = {
  run: `
crashworthy run TARGET [options]
crashworthy TARGET [options]
crashworthy run --stdio COMMAND [options]

Judges a store against every requirement that its claims make applicable, and writes a
counterexample file for each one that it breaks.

Options
  --host simulated|mounted|process|server
                                 where the store runs: on a simulated disk (the default), on one
                                 that is mounted for it (for native code; Linux), in child
                                 processes that are killed on the real one (the default with
                                 --stdio), or on a server (the default of a store that names one)
  --service NAME=URL             a server for it, with an empty database: postgres=postgres://...,
                                 redis=redis://... or mysql=mysql://...; may be repeated. Without it
                                 one is started for the run, where it is installed
  --service-may-have-tables      the database need not be empty: another one beside it is used, and
                                 nothing else is touched
  --stdio COMMAND                judge a program that speaks a protocol over stdio, in any language
  --level A|AA|AAA               up to where to judge. A: a killed process loses nothing; AA: and
                                 power loss, races, torn reads; AAA (default): and damaged files,
                                 failing disks, odd ids, upgrades, clocks
  --effort quick|default|thorough
                                 how many workloads, crash images, damages and failures to try
  --claim CLAIM=VALUE            judge it by this claim, whatever its adapter says; may be repeated
  --seed N                       0 to 2147483647, default 1; the same seed gives the same run
  --shard I/N                    judge one of N shares; crashworthy merge puts the reports together
  --jobs, -j N                   workers at once, default one a processor; the report is the same
  --model MODEL[,MODEL...]       what a crash may take away, by default all of these:
                                   process-kill  nothing that was written
                                   ext4          what ext4 had not written out when power was lost
                                   xfs           the same of xfs
                                   btrfs         the same of btrfs
                                   posix         whatever fsync had not forced, in any order
                                   failed-fsync  the same of ext4, after one fsync had failed
                                 power-loss stands for all but the first. A store is judged under
                                 those that it claims to survive, the rest is observed
  --depth 1|2                    how many effects are lost at a time, besides whole files and
                                 whole stretches; default 1, and 2 with --effort thorough
  --only ID|SUITE                judge only this requirement or suite; may be repeated
  --skip ID|SUITE                disable this requirement or suite; may be repeated
  -r, --reporter FORMAT[=FILE]   a form of the report, may be repeated. The terminal report is
                                 printed as well, unless another one goes to the standard output
${formats()}
  -o, --out DIR                  where counterexample files go, default .crashworthy
  --verbose                      the terminal report with every requirement and every failure
  -q, --quiet                    the verdict and a line a failure, and no progress
  --baseline FILE                known failures, default crashworthy.baseline.json where it is there
  --update-baseline              write what fails now to it
  --fail-on WHAT                 exit with 1 on warning, incomplete (default), broken, or never
  --bail                         end with the first MUST that fails
  -w, --watch                    judge again whenever a file of the adapter changes
  --no-confirm-kill              do not confirm failures in real processes
  --allow-not-testable           exit with 0 where nothing is broken and the rest cannot be tested
  --no-color                     plain text; NO_COLOR and FORCE_COLOR are respected too

Exit statuses
  0 conforms, 1 broken, or incomplete: nothing is broken, but not all could be tested,
  2 usage, 3 harness error, 130 interrupted

Examples
  crashworthy ./my-store.adapter.ts --effort thorough --seed 7
  crashworthy ./my-store.adapter.ts --only CRASH-1 --only CRASH-4
  crashworthy ./my-store.adapter.ts --model process-kill
  crashworthy ./my-store.adapter.ts --service redis=redis://127.0.0.1:6379/9
  crashworthy --stdio 'python3 my_store.py'
  crashworthy ./my-store.adapter.ts --reporter junit=crashworthy.xml
  crashworthy ./my-store.adapter.ts --reporter json > report.json
`,
  merge: `
crashworthy merge REPORT... [options]

Puts the JSON reports of all shards of one run together: what comes out is the report of one run,
but for the times. Reports of another version, store, seed or options are refused.

Options
  -r, --reporter FORMAT[=FILE]   as for run; may be repeated
  -o, --out DIR                  where counterexample files go, default .crashworthy
  --baseline FILE                known failures, default crashworthy.baseline.json where it is there
  --update-baseline              write what fails now to it
  --fail-on WHAT                 exit with 1 on warning, incomplete (default), broken, or never
  --verbose                      the terminal report with every requirement and every failure
  -q, --quiet                    the verdict and a line a failure
  --no-color                     plain text; NO_COLOR and FORCE_COLOR are respected too

Example
  crashworthy ./my-store.adapter.ts --shard=1/2 -r json=shard-1.json
  crashworthy ./my-store.adapter.ts --shard=2/2 -r json=shard-2.json
  crashworthy merge shard-1.json shard-2.json -r junit=crashworthy.xml
`,
  probe: `
crashworthy probe TARGET [options]
crashworthy probe --stdio COMMAND [options]

Judges a store as if it claimed to survive power loss and to be for writers in several processes,
and prints what came of it for each guarantee: refuted, with a counterexample file, or not refuted,
with how much was tried. Then the strongest claims that nothing refuted, to paste into the adapter.
It accuses nobody.

Options
  --stdio COMMAND                as in run
  --effort quick|default|thorough
                                 how many workloads, crash images and schedules to try
  --seed N                       0 to 2147483647, default 1; the same seed gives the same probe
  --jobs, -j N                   workers at once, default one a processor; the report is the same
  --model MODEL[,MODEL...]       as in run; process-kill is always tried
  --depth 1|2                    as in run
  -o, --out DIR                  where counterexample files go, default .crashworthy
  --json                         as JSON (schema/probe.schema.json)
  --no-color                     plain text; NO_COLOR and FORCE_COLOR are respected too

Exit statuses
  0 probed, whatever came of it, 2 usage, or the store cannot be judged, 3 harness error,
  130 interrupted

Examples
  crashworthy probe ./my-store.adapter.ts
  crashworthy probe lowdb --model ext4,xfs --json > probe.json
`,
  replay: `
crashworthy replay FILE

Runs exactly what a counterexample file says: the operations, and the crash, the schedule, the
damage, the call that fails or the id. Needs the store under the target that the file names,
relative to the working directory.

Options
  --service NAME=URL             a server for a store on a server, as for crashworthy run
  --service-may-have-tables      as for crashworthy run

Exit statuses
  0 the failure no longer happens, 1 it happens again, 2 the file or the target cannot be used,
  3 harness error, 130 interrupted

Example
  crashworthy replay .crashworthy/my-store-CRASH-1.json
`,
  list: `
crashworthy list [--json]
crashworthy list incidents [--json]

Lists the requirements: id, MUST or SHOULD, title, and the claim or operation that each needs. Or
the incidents: the stores of each, before its fix, after it and now, what each is, and the
requirements that it fails.

Options
  --json                         as a JSON array: the requirements with origins, explanations and
                                 defects, the incidents with what they pass as well

Exit statuses
  0 printed, 2 usage
`,
  explain: `
crashworthy explain ID

Says what a requirement is about: what goes wrong without it, what a store has to do, where it comes
from, and which defects of the library break it.

Exit statuses
  0 printed, 2 there is no such requirement

Example
  crashworthy explain CRASH-1
`,
  doctor: `
crashworthy doctor TARGET
crashworthy doctor --stdio COMMAND

Loads an adapter, opens its store once, and says which operations and claims it has, which
requirements apply, and what stands in the way of judging it. Of a program over stdio it says first
what of the protocol it keeps.

Options
  --stdio COMMAND                as for crashworthy run
  --service NAME=URL             a server for a store on a server, as for crashworthy run
  --service-may-have-tables      as for crashworthy run

Exit statuses
  0 it can be judged, 1 it can and will be found broken, 2 it cannot: the message says why,
  3 harness error

Example
  crashworthy doctor ./my-store.adapter.ts
`,
  init: `
crashworthy init [FILE]
crashworthy init --python|--go|--rust [FILE]

Writes an adapter to fill in, with a comment for each operation and claim. Or a store in another
language, and beside it the file that speaks the protocol for it. Never overwrites a file.

Exit statuses
  0 written, 2 the file exists or cannot be written

Examples
  crashworthy init my-store.adapter.ts
  crashworthy init --python
`,
  completion: `
crashworthy completion bash|zsh|fish

Prints a script that completes commands, options and their values.

  bash   source <(crashworthy completion bash)           in ~/.bashrc
  zsh    source <(crashworthy completion zsh)            in ~/.zshrc, after compinit
  fish   crashworthy completion fish | source            in ~/.config/fish/config.fish
`,
  help: `
crashworthy help [COMMAND]

Prints the overview, or the help on a command: run, probe, replay, list, explain, doctor, init,
help, version.
`,
  version: `
crashworthy version

Prints the version of crashworthy.
`,
};
