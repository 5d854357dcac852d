/** Nested sets of requirements, each with one question. Which requirement belongs where is data in the suites. */
export const LEVELS = ['A', 'AA', 'AAA'] as const;
export type Level = (typeof LEVELS)[number];

/** What each asks beside what those before it ask. */
export const LEVEL_QUESTIONS: { readonly [L in Level]: string } = {
  A: 'Does a killed process lose nothing?',
  AA: 'And a power cut, a race, a reader beside a writer?',
  AAA: 'And damaged files, failing disks, odd ids, upgrades, clocks?',
};

export function isWithin(level: Level, asked: Level): boolean {
  return LEVELS.indexOf(level) <= LEVELS.indexOf(asked);
}
