import type { ReadingHost } from '../host/reading.ts';
import type { TogetherHost } from '../host/together.ts';

/** A host that all suites can run on, as far as it goes: without `runTogether` no clients run at the same time. */
export interface JudgingHost<Image>
  extends ReadingHost<Image>,
    Partial<Pick<TogetherHost<Image>, 'runTogether' | 'noProcesses' | 'cannotRun'>> {}

/** The same host, known to run clients at the same time. */
export function togetherHost<Image>(
  host: JudgingHost<Image>,
  runTogether: NonNullable<JudgingHost<Image>['runTogether']>,
): TogetherHost<Image> {
  return {
    name: host.name,
    abilities: host.abilities,
    virtualTime: host.virtualTime,
    notices: host.notices,
    emptyImage: () => host.emptyImage(),
    live: (start, plan, options) => host.live(start, plan, options),
    hash: (image) => host.hash(image),
    entries: (image) => host.entries(image),
    without: (image, path) => host.without(image, path),
    replaced: (image, path, by) => host.replaced(image, path, by),
    runTogether: (program, plan) => runTogether.call(host, program, plan),
    ...(host.cannotRun === undefined ? {} : { cannotRun: (program) => host.cannotRun?.(program) }),
    ...(host.noProcesses === undefined ? {} : { noProcesses: host.noProcesses }),
  };
}
