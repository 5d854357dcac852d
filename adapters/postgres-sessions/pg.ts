import { ProjectPackage } from '../../harness/contract/project-package.ts';

/** What is used of a pool of pg. */
export interface PgPool {
  query(sql: string, values?: readonly unknown[]): Promise<PgResult>;
  connect(): Promise<PgClient>;
  end(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface PgClient {
  query(sql: string, values?: readonly unknown[]): Promise<PgResult>;
  /** With an error: it is not to be used again. */
  release(error?: Error | boolean): void;
  /** While it is lent nobody else listens: an error without a listener ends the process. */
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}

export interface PgResult {
  readonly rows: readonly { readonly [column: string]: unknown }[];
  readonly rowCount: number | null;
}

export interface PgPoolOptions {
  readonly connectionString: string;
  readonly max?: number;
  readonly connectionTimeoutMillis?: number;
  readonly query_timeout?: number;
  readonly idleTimeoutMillis?: number;
}

export const pg = new ProjectPackage('pg', '8');

/** A pool of the project's own pg. */
export async function pgPool(options: PgPoolOptions): Promise<PgPool> {
  const { Pool } = await pg.import<{ Pool: new (options: PgPoolOptions) => PgPool }>({ Pool: ['query', 'connect', 'end'] });
  return new Pool(options);
}
