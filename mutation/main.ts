import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Explanation, explanationsOf, readExplanations, staleExplanations } from './explained.ts';
import { findMutants } from './find-mutants.ts';
import { judgeMutant } from './judge-mutant.ts';
import { KnownOutcomes, told } from './known.ts';
import type { Mutant } from './mutant.ts';
import { buildMutant, PLACE } from './mutated-build.ts';
import { type MutantOptions, parseOptions, USAGE } from './options.ts';
import { renderPage } from './page.ts';
import { scoreOf } from './score.ts';
import { type MutatedStore, STORES } from './stores.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const OUTCOMES = path.join(root, 'mutation/outcomes.json');
const EXPLANATIONS = path.join(root, 'mutation/explanations.jsonl');
const PAGE = path.join(root, 'docs/mutation.md');
/** A mutant that loops is not to take long: milliseconds of its own time. */
process.env.CRASHWORTHY_STALL_MS ??= '3000';

process.exitCode = await main(process.argv.slice(2));

/** Resolves to the exit status: 0, 1 if something is otherwise than it is known or explained, 2 for usage. */
async function main(argv: readonly string[]): Promise<number> {
  let options: MutantOptions;
  try {
    if (argv.includes('--help')) {
      console.log(USAGE);
      return 0;
    }
    options = parseOptions(argv);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  const known = new KnownOutcomes(OUTCOMES);
  const explanations = readExplanations(EXPLANATIONS);
  const troubles: string[] = [];
  const all = new Map<MutatedStore, Mutant[]>();
  for (const store of STORES) all.set(store, await findMutants(root, store));
  for (const { key } of staleExplanations(explanations, [...all.values()].flat()))
    troubles.push(`explained, and no mutant any more: ${key}`);
  for (const [store, mutants] of all) {
    if (!options.stores.includes(store.name)) continue;
    for (const key of options.write ? [] : known.stale(store.name, mutants))
      troubles.push(`known, and no mutant of ${store.name} any more: ${key}`);
    troubles.push(...(await judgeAll(store, mutants, { options, known, explanations })));
    console.log(scoreOf(store.name, mutants, known, explanations).line);
  }
  rmSync(path.join(root, PLACE), { recursive: true, force: true });
  if (options.write) writeFileSync(PAGE, renderPage(readFileSync(PAGE, 'utf8'), all, known, explanations));
  for (const trouble of troubles) console.error(trouble);
  return troubles.length === 0 ? 0 : 1;
}

interface Knowledge {
  readonly options: MutantOptions;
  readonly known: KnownOutcomes;
  readonly explanations: readonly Explanation[];
}

/** Judges those that are asked for. Resolves to what is otherwise than it is to be, a line each. */
async function judgeAll(
  store: MutatedStore,
  mutants: readonly Mutant[],
  { options, known, explanations }: Knowledge,
): Promise<string[]> {
  const troubles: string[] = [];
  const waiting = mutants.filter(
    (mutant, index) =>
      index % options.every === 0 &&
      mutant.key.includes(options.only) &&
      !(options.missing && known.of(store.name, mutant) !== undefined),
  );
  const total = waiting.length;
  const worker = async (job: number): Promise<void> => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      using built = buildMutant(root, store, mutant, `${store.name}-${job}-${waiting.length}`);
      const outcome = await judgeMutant(built.url, store);
      console.log(`${total - waiting.length}/${total} ${store.name} ${told(outcome)}: ${mutant.key}`);
      const before = known.of(store.name, mutant);
      if (!options.write && before !== undefined && before !== told(outcome))
        troubles.push(`${store.name} ${mutant.key}: expected ${before}, found ${told(outcome)}`);
      const reason = explanationsOf(explanations, store.name).find(({ key }) => key === mutant.key)?.equivalent;
      if (reason !== undefined && outcome.kind === 'must')
        troubles.push(`${store.name} ${mutant.key}: fails ${outcome.by}, and was to be as right as the store: ${reason}`);
      if (!options.write) continue;
      known.set(store.name, mutant, outcome);
      known.save(store.name, mutants);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, (_, job) => worker(job)));
  return troubles;
}
