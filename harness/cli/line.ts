import { parseArgs } from 'node:util';
import { Failure } from '../contract/failure.ts';
import { nearest } from '../contract/nearest.ts';
import { OPTIONS, type OptionName } from './options.ts';

/** A command line taken apart: the words that are no options, and the options in the order they were given. */
export interface Line {
  words: string[];
  options: { name: OptionName; value: string | undefined }[];
  /** The command line without the words. */
  rest: string[];
}

/**
 * Takes a command line apart. Options may stand anywhere before `--`.
 *
 * @throws {Failure} CW_USAGE_UNKNOWN_OPTION; CW_USAGE_MISSING for an option without the value it needs; CW_USAGE_OPTION_VALUE for a
 *   value given to an option that takes none.
 */
export function readLine(argv: readonly string[]): Line {
  // Lenient, with tokens: the messages of the strict mode neither suggest a name nor carry a code of ours.
  const { tokens } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: false, tokens: true });
  const line: Line = { words: [], options: [], rest: [...argv] };
  for (const token of tokens.toReversed()) if (token.kind === 'positional') line.rest.splice(token.index, 1);
  for (const token of tokens) {
    if (token.kind === 'positional') line.words.push(token.value);
    if (token.kind === 'option') line.options.push(checked(token));
  }
  return line;
}

/** The value of an option that may be given once; of several the last one counts, so that scripts can be overridden. */
export function lastOption({ options }: Line, name: OptionName): string | undefined {
  return options.findLast((option) => option.name === name)?.value;
}

/** All values of an option that may be repeated. */
export function listOption({ options }: Line, name: OptionName): string[] {
  return options.flatMap((option) => (option.name === name && option.value !== undefined ? [option.value] : []));
}

export function booleanOption({ options }: Line, name: OptionName): boolean {
  return options.some((option) => option.name === name);
}

/** @throws {Failure} CW_USAGE_OPTION_VALUE where the value is none of the choices. */
export function choiceOption<const C extends string>(line: Line, name: OptionName, choices: readonly C[]): C | undefined {
  const value = lastOption(line, name);
  if (value === undefined) return undefined;
  const choice = choices.find((known) => known === value);
  if (choice !== undefined) return choice;
  const meant = nearest(value, choices);
  throw new Failure('CW_USAGE_OPTION_VALUE', `--${name} takes ${choices.join(', ')}; found "${value}".`, {
    ...(meant === undefined ? {} : { hint: `did you mean --${name} ${meant}?` }),
  });
}

interface OptionToken {
  name: string;
  rawName: string;
  value?: string | undefined;
  inlineValue?: boolean | undefined;
}

function checked({ name, rawName, value, inlineValue }: OptionToken): Line['options'][number] {
  const known = optionNamed(name);
  if (known === undefined) {
    const meant = nearest(name, Object.keys(OPTIONS));
    throw new Failure('CW_USAGE_UNKNOWN_OPTION', `crashworthy has no option ${rawName}.`, {
      hint: meant === undefined ? 'crashworthy help run lists the options' : `did you mean --${meant}?`,
    });
  }
  if (OPTIONS[known].type === 'boolean') {
    if (value === undefined) return { name: known, value: undefined };
    throw new Failure('CW_USAGE_OPTION_VALUE', `${rawName} takes no value; found "${value}".`);
  }
  // `--out --seed 3`: the next option was taken for the value. `--out=--seed` may mean it.
  const swallowed = inlineValue === false && value !== undefined && /^-\D/.test(value);
  if (value === undefined || value === '' || swallowed) {
    const found = swallowed ? `found the option ${value}` : 'found nothing';
    throw new Failure('CW_USAGE_MISSING', `${rawName} expects a value; ${found}.`, {
      hint: 'crashworthy help run lists the options',
    });
  }
  return { name: known, value };
}

function optionNamed(name: string): OptionName | undefined {
  return (Object.keys(OPTIONS) as OptionName[]).find((known) => known === name);
}
