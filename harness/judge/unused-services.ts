import type { GivenService } from '../host/server/services/service.ts';
import type { Finding } from '../verdict/report.ts';

/** That servers were given which the store keeps nothing on: whoever mistyped a name takes another one for judged. */
export function unusedServices(given: readonly GivenService[], used: readonly string[]): Finding[] {
  return given
    .filter(({ name }) => !used.includes(name))
    .map(({ name }) => ({
      code: 'CW_SERVICE_NOT_NAMED',
      level: 'warning',
      message: `--service ${name} was given, and the store does not use it: ${used.length === 0 ? 'it names no servers' : `it names ${used.join(' and ')}`}.`,
    }));
}
