import { Failure } from '../../../contract/failure.ts';
import { nearest } from '../../../contract/nearest.ts';
import { type GivenService, OFFERED, type OfferedService } from './service.ts';

const SCHEMES: { readonly [S in OfferedService]: readonly string[] } = {
  postgres: ['postgres:', 'postgresql:'],
  redis: ['redis:'],
  mysql: ['mysql:', 'mariadb:'],
};

/**
 * What `--service` was given: a name and a URL. What is wrong with it is told without the URL, which may hold a password.
 *
 * @throws {Failure} CW_SERVICE_ARGUMENT.
 */
export function serviceArgument(text: string): GivenService {
  const at = text.indexOf('=');
  const name = OFFERED.find((one) => one === text.slice(0, at));
  if (name === undefined) throw unknownService(at === -1 ? undefined : text.slice(0, at));
  const url = text.slice(at + 1);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const [scheme = ''] = SCHEMES[name];
  if (parsed?.protocol === 'rediss:') throw tlsIsRefused(name);
  if (parsed === undefined || !SCHEMES[name].includes(parsed.protocol) || parsed.hostname === '') {
    throw new Failure(
      'CW_SERVICE_ARGUMENT',
      `--service ${name}=... must be followed by a URL that begins with ${scheme}//; found ${wordsFor(parsed)}.`,
      {
        hint: `Such as --service ${name}=${scheme}//user:password@127.0.0.1/${name === 'redis' ? '0' : 'empty_database'}`,
      },
    );
  }
  if (TLS_OPTIONS.some((option) => asksForTls(parsed.searchParams.get(option)))) throw tlsIsRefused(name);
  return { name, url };
}

/** As libpq, the programs of MySQL, and its drivers have them. */
const TLS_OPTIONS = ['sslmode', 'ssl-mode', 'ssl'];
const WITHOUT_TLS = ['disable', 'disabled', 'prefer', 'preferred', 'allow', 'false', '0'];

function asksForTls(value: string | null): boolean {
  return value !== null && !WITHOUT_TLS.includes(value.toLowerCase());
}

function wordsFor(url: URL | undefined): string {
  return url === undefined ? 'something that is no URL' : `one of ${url.protocol}//`;
}

function unknownService(name: string | undefined): Failure {
  const near = name === undefined ? undefined : nearest(name, OFFERED);
  const found = name === undefined ? 'no name and equals sign' : JSON.stringify(name);
  return new Failure('CW_SERVICE_ARGUMENT', `--service takes NAME=URL, with NAME one of ${OFFERED.join(', ')}; found ${found}.`, {
    hint:
      near === undefined ? 'Such as --service postgres=postgres://user@127.0.0.1/empty_database' : `Did you mean ${near}=...?`,
  });
}

function tlsIsRefused(name: string): Failure {
  return new Failure(
    'CW_SERVICE_TLS',
    `The URL of ${name} asks for TLS, and messages that are encrypted cannot be cut one by one.`,
    {
      hint: 'Give a server on this machine or network that also speaks without it, or leave --service out and install one: a server of our own is started.',
    },
  );
}
