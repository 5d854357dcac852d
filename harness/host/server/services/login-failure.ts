import { Failure } from '../../../contract/failure.ts';
import { NotThisProtocol, type ServiceName } from '../proxy/protocol.ts';
import { PasswordMissing, PostgresError } from './postgres/client.ts';
import { RedisError } from './redis/client.ts';
import { shownUrl } from './shown-url.ts';

/** What went wrong when we connected to a server ourselves, as an error for the user. */
export function loginFailure(name: ServiceName, url: string, error: unknown): Failure {
  const shown = shownUrl(url);
  if (error instanceof PasswordMissing || (error instanceof RedisError && error.kind === 'NOAUTH')) {
    return new Failure('CW_SERVICE_LOGIN', `${shown} asks for a password, and the URL has none.`, {
      hint: `Write it into the URL, --service ${name}=${new URL(url).protocol}//user:password@...: it is shown nowhere.`,
    });
  }
  if (error instanceof PostgresError && error.message.includes('no encryption')) {
    return new Failure('CW_SERVICE_TLS', `${shown} asks for TLS, and messages that are encrypted cannot be cut one by one.`, {
      hint: 'Allow connections without it (`host` in pg_hba.conf) for this user, or leave --service out and install Postgres: a server of our own is started.',
    });
  }
  if (error instanceof PostgresError || error instanceof RedisError) {
    return new Failure('CW_SERVICE_LOGIN', `${shown} refuses us: ${error.message.replace(/\.$/, '')}.`, {
      hint: 'Check the user, the password and the database of the URL.',
    });
  }
  const why = error instanceof NotThisProtocol ? `what answers there does not speak the protocol of ${name}` : whyNot(error);
  return new Failure('CW_SERVICE_UNREACHABLE', `Expected ${name} at ${shown}; ${why}.`, {
    hint: 'Start the server or correct the URL. Without --service a server of our own is started, where one is installed.',
  });
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
