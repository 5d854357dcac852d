import { Failure } from '../../../contract/failure.ts';
import { NotThisProtocol, type ServiceName } from '../proxy/protocol.ts';
import { MysqlError } from './mysql/client.ts';
import { PasswordMissing, PostgresError } from './postgres/client.ts';
import { RedisError } from './redis/client.ts';
import { shownUrl } from './shown-url.ts';

/** What went wrong when we connected to a server ourselves, as an error for the user. */
export function loginFailure(name: ServiceName, url: string, error: unknown): Failure {
  const shown = shownUrl(url);
  if (asksForPassword(error, url)) {
    return new Failure('CW_SERVICE_LOGIN', `${shown} asks for a password, and the URL has none.`, {
      hint: `Write it into the URL, --service ${name}=${new URL(url).protocol}//user:password@...: it is shown nowhere.`,
    });
  }
  if (asksForTls(error)) {
    return new Failure('CW_SERVICE_TLS', `${shown} asks for TLS, and messages that are encrypted cannot be cut one by one.`, {
      hint: 'Allow connections without it for this user (`host` in pg_hba.conf, require_secure_transport=OFF), or leave --service out: a server of our own is started, where one is installed.',
    });
  }
  if (error instanceof PostgresError || error instanceof RedisError || error instanceof MysqlError) {
    return new Failure('CW_SERVICE_LOGIN', `${shown} refuses us: ${error.message.replace(/\.$/, '')}.`, {
      hint: 'Check the user, the password and the database of the URL.',
    });
  }
  const why = error instanceof NotThisProtocol ? `what answers there does not speak the protocol of ${name}` : whyNot(error);
  return new Failure('CW_SERVICE_UNREACHABLE', `Expected ${name} at ${shown}; ${why}.`, {
    hint: 'Start the server or correct the URL. Without --service a server of our own is started, where one is installed.',
  });
}

const [ACCESS_DENIED, SECURE_TRANSPORT] = [1045, 3159];

function asksForPassword(error: unknown, url: string): boolean {
  if (error instanceof PasswordMissing || (error instanceof RedisError && error.kind === 'NOAUTH')) return true;
  return error instanceof MysqlError && error.number === ACCESS_DENIED && new URL(url).password === '';
}

function asksForTls(error: unknown): boolean {
  if (error instanceof PostgresError) return error.message.includes('no encryption');
  return error instanceof MysqlError && (error.number === SECURE_TRANSPORT || error.message.includes('require_secure_transport'));
}

function whyNot(error: unknown): string {
  const message =
    error instanceof AggregateError
      ? error.errors.map(String).join('; ')
      : error instanceof Error
        ? error.message
        : String(error);
  return message === '' ? 'it cannot be reached' : message;
}
