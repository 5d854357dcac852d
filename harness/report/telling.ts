import type { Scenario } from '../suite/scenario.ts';
import type { Report, Statistics } from '../verdict/report.ts';

/** How the suites want to be told of: put together from what each of them gives. */
export interface Telling {
  /** How counterexamples of this scenario are told. */
  scenario(name: string): Scenario;
  /** What was counted, for people: `12 crash images checked`, `3 readers`. Without workloads, which all suites have. */
  counted(report: { readonly store: Pick<Report['store'], 'kind'>; readonly statistics: Statistics }): string[];
  /** What was not tried because it is not claimed, a sentence each. */
  untried(report: Pick<Report, 'store' | 'requirements'>): string[];
}
