import { type ResolvedClaims, resolveClaims } from '../contract/claims.ts';
import type { Counterexample } from '../verdict/counterexample.ts';
import type { Guarantee, ProbedGuarantee, ProbeOutcome, ProbeReport } from '../verdict/probe-report.ts';
import { sumOf } from '../verdict/statistics.ts';
import type { Style } from './color.ts';
import { count, countOf } from './count.ts';
import { findingLines } from './finding-lines.ts';
import { type Page, pageOf, type Surroundings } from './page.ts';
import { printable } from './printable.ts';
import { seconds } from './seconds.ts';
import { shellWord } from './shell-word.ts';
import { wrap } from './wrap.ts';

/**
 * What `crashworthy probe` found out, for people: a section per guarantee, and the claims to paste into the adapter. Ends with a line feed;
 * the last line alone depends on how long the run took.
 */
export function renderProbe(probe: ProbeReport, surroundings: Surroundings): string {
  const page = pageOf(surroundings);
  const { telling } = page;
  const { findings, statistics, times } = probe;
  const parts = [header(probe, page), ...sections(probe, page)];
  if (findings.length > 0) parts.push(findingLines(findings, page));
  const workloads = countOf(sumOf(statistics, 'workloads'), 'workload');
  parts.push(claims(probe, page), wrap(NO_PROOF, page), [
    [workloads, ...telling.counted(probe), seconds(times.durationMs)].join(' · '),
  ]);
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const NO_PROOF =
  'Not refuted is no proof: in these workloads, crash images and schedules nothing was found, and another might show more. Claim what the store was written to keep.';

const TITLES: { readonly [G in Guarantee]: string } = {
  'process-kill': 'Process kill',
  'power-loss': 'Power loss',
  flush: 'Flush',
  writers: 'Writers at the same time',
  readers: 'Readers beside a writer',
};

const OUTCOMES: { readonly [O in ProbeOutcome]: { readonly mark: string; readonly style: Style; readonly word: string } } = {
  refuted: { mark: '✗', style: 'red', word: 'refuted' },
  'not-refuted': { mark: '✓', style: 'green', word: 'not refuted' },
  undecided: { mark: '?', style: 'yellow', word: 'undecided' },
  'not-tried': { mark: '-', style: 'dim', word: 'not tried' },
  'not-applicable': { mark: '-', style: 'dim', word: 'not applicable' },
};

function header(probe: ProbeReport, { paint, width }: Page): string[] {
  const { crashworthy, store, effort, seed } = probe;
  const name = printable(store.name);
  const facts = [name, `claims ${printable(store.claims.survives)}`, `${effort} effort`, `seed ${seed}`];
  const [first = '', ...rest] = wrap(`crashworthy ${crashworthy} · probe of ${facts.join(' · ')}`, { width, rest: '  ' });
  const lines = [first.replace(name, () => paint('bold', name)), ...rest];
  return probe.interrupted ? [...lines, paint('yellow', 'Interrupted: this is what was known by then.')] : lines;
}

function sections({ guarantees, statistics }: ProbeReport, page: Page): string[][] {
  const told = new Map<string, string>();
  const titles = [...new Set(guarantees.map(({ guarantee }) => guarantee))];
  return titles.map((title) => [
    page.paint('bold', TITLES[title]),
    ...guarantees
      .filter(({ guarantee }) => guarantee === title)
      .flatMap((one) => guaranteeLines(one, { told, workloads: sumOf(statistics, 'workloads'), page })),
  ]);
}

interface LineContext {
  /** What stands above, with where: counterexamples, and what they show. */
  readonly told: Map<string, string>;
  readonly workloads: number;
  readonly page: Page;
}

/** The parts of a section: models, or who writes. */
function partOf({ model, writers }: ProbedGuarantee): string | undefined {
  return model ?? writers?.replace('-', ' ');
}

function partWidth({ writers }: ProbedGuarantee): number {
  return (writers === undefined ? 'process-kill' : 'many-processes').length;
}

function guaranteeLines(one: ProbedGuarantee, context: LineContext): string[] {
  const { paint, width } = context.page;
  const { mark, style } = OUTCOMES[one.outcome];
  const part = partOf(one);
  const head = part === undefined ? '' : `${part.padEnd(partWidth(one))}  `;
  const first = `  ${mark} ${head}`;
  const [top = '', ...rest] = wrap(headline(one, context), { width, first });
  const lines = [`  ${paint(style, mark)}${top.slice(2 + mark.length)}`, ...rest];
  const { counterexample, counterexampleFile } = one;
  if (one.outcome !== 'refuted' || counterexample === undefined || context.told.has(keyOf(counterexample))) return lines;
  const sentence = context.told.has(shownBy(counterexample)) ? undefined : counterexample.attribution?.sentence;
  const where = placeOf(one);
  for (const key of [keyOf(counterexample), shownBy(counterexample)]) if (!context.told.has(key)) context.told.set(key, where);
  const indent = ' '.repeat(first.length);
  return [
    ...lines,
    ...(sentence === undefined ? [] : wrap(printable(sentence), { width, first: indent })),
    ...(counterexampleFile === undefined ? [] : [`${indent}npx crashworthy replay ${shellWord(counterexampleFile)}`]),
  ];
}

/** As what is said here again is called. */
function placeOf({ guarantee, model, writers }: ProbedGuarantee): string {
  if (writers !== undefined) return writers.replace('-', ' ');
  return `${TITLES[guarantee].toLowerCase()}${model === undefined ? '' : ` under ${model}`}`;
}

function keyOf(counterexample: Counterexample): string {
  return JSON.stringify(counterexample);
}

/** What a reader sees of a counterexample here. */
function shownBy(counterexample: Counterexample): string {
  return JSON.stringify([counterexample.observed, counterexample.attribution?.sentence]);
}

function headline(one: ProbedGuarantee, { told, workloads, page }: LineContext): string {
  const { outcome, reason, checked, requirements, counterexample } = one;
  const { word } = OUTCOMES[outcome];
  if (outcome === 'not-refuted' && one.guarantee === 'readers') return `${word} by ${countOf(checked, 'reader')}`;
  if (outcome === 'not-refuted' && one.guarantee === 'writers') return `${word} in ${countOf(checked, 'schedule')}`;
  if (outcome === 'not-refuted')
    return `${word} in ${countOf(workloads, 'workload')} and ${checked === 1 ? '1 crash' : `${count(checked)} crashes`}`;
  // The reasons of these are whole by themselves.
  if (outcome === 'not-tried' || outcome === 'not-applicable') return printable(reason ?? word);
  const by = requirements.length === 0 ? '' : ` (${requirements.join(', ')})`;
  if (counterexample !== undefined) {
    const same = told.get(keyOf(counterexample));
    if (same !== undefined) return `${word}${by}: the same as ${same}`;
    const similar = told.get(shownBy(counterexample));
    if (similar !== undefined) return `${word}${by}: as ${similar}, ${page.telling.scenario(counterexample.scenario).elsewhere}`;
  }
  return `${word}${by}${reason === undefined ? '' : `: ${printable(reason)}`}`;
}

function claims({ strongest, notes, store }: ProbeReport, { paint, width }: Page): string[] {
  const told = notes.flatMap((note) => wrap(printable(note), { width, first: '  ' }));
  if (strongest === undefined) return [paint('bold', 'Nothing can be said of what the store could claim'), ...told];
  const same = claimsLiteral(strongest) === claimsLiteral(store.claims) ? ': what the adapter claims already' : '';
  return [
    paint('bold', `The strongest claims that nothing refuted${same}`),
    `  ${paint('cyan', claimsLiteral(strongest))}`,
    ...told,
  ];
}

/** Claims as they stand in an adapter; those that are the default are left out. */
export function claimsLiteral(strongest: ResolvedClaims): string {
  const { survives } = strongest;
  const defaults: { readonly [claim: string]: string | number | undefined } = { ...resolveClaims({ survives }) };
  const others = Object.entries(strongest).filter(([claim, value]) => claim !== 'survives' && defaults[claim] !== value);
  return `claims: { ${[['survives', survives], ...others].map(([claim, value]) => `${claim}: ${literal(value)}`).join(', ')} },`;
}

function literal(value: string | number): string {
  return typeof value === 'number' ? `${value}` : `'${value}'`;
}
