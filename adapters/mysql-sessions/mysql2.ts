import { ProjectPackage } from '../../harness/contract/project-package.ts';

/** What is used of a pool of mysql2, of its promises. */
export interface MysqlPool {
  getConnection(): Promise<MysqlConnection>;
  end(): Promise<void>;
}

export interface MysqlConnection {
  /** The rows of a query, or what a change of rows came to. Rejects after `timeout` milliseconds. */
  query(options: { sql: string; timeout: number }, values?: readonly unknown[]): Promise<[result: unknown, columns: unknown]>;
  release(): void;
  destroy(): void;
}

export interface MysqlPoolOptions {
  readonly uri: string;
  readonly connectTimeout?: number;
}

export const mysql2 = new ProjectPackage('mysql2', '3');

/** A pool of the project's own mysql2. */
export async function mysqlPool(options: MysqlPoolOptions): Promise<MysqlPool> {
  const { createPool } = await mysql2.import<{ createPool(options: MysqlPoolOptions): MysqlPool }>(
    { createPool: [] },
    '/promise',
  );
  return createPool(options);
}
