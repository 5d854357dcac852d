import { Failure } from '../../harness/contract/failure.ts';
import { isInstalled } from '../../harness/contract/import-from-project.ts';
import { ProjectPackage } from '../../harness/contract/project-package.ts';

export type SqliteValue = string | number | null;

export interface SqliteStatement {
  get(...parameters: SqliteValue[]): unknown;
  all(...parameters: SqliteValue[]): unknown[];
  run(...parameters: SqliteValue[]): { changes: number | bigint };
}

/** What `node:sqlite` and better-sqlite3 have in common. */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
  close(): unknown;
}

export const BETTER_SQLITE3 = new ProjectPackage('better-sqlite3', '^11.0.0 || ^12.0.0');

type DatabaseClass = new (file: string) => SqliteDatabase;

/**
 * Opens a database file, which need not exist, with whichever SQLite there is: Node's own (from 22.13 on) or better-sqlite3.
 *
 * @throws {Failure} CW_PACKAGE_MISSING where there is neither; CW_PACKAGE_SHAPE.
 */
export async function openDatabase(file: string): Promise<SqliteDatabase> {
  const Database = ofNode() ?? (await ofProject());
  return new Database(file);
}

/** `undefined` where this Node has no SQLite, or was told by an option not to show it. */
function ofNode(): DatabaseClass | undefined {
  const loaded = withoutItsWarning(() => process.getBuiltinModule('node:sqlite'));
  return (loaded as { DatabaseSync?: DatabaseClass } | undefined)?.DatabaseSync;
}

async function ofProject(): Promise<DatabaseClass> {
  if (!isInstalled(BETTER_SQLITE3.name)) {
    throw new Failure(
      'CW_PACKAGE_MISSING',
      `Node ${process.version} has no node:sqlite here, and the package better-sqlite3 was not found from ${process.cwd()}.`,
      { hint: 'Use Node 22.13 or later, or npm install better-sqlite3' },
    );
  }
  return (await BETTER_SQLITE3.import<{ default: DatabaseClass }>({ default: ['exec', 'prepare', 'close'] })).default;
}

/** Node 22 warns, once and at the moment of loading, that its SQLite may change; what is used of it here did not. */
function withoutItsWarning<T>(load: () => T): T {
  const { emitWarning } = process;
  const others = (...given: unknown[]): void => {
    if (given[1] !== 'ExperimentalWarning') Reflect.apply(emitWarning, process, given);
  };
  try {
    process.emitWarning = others as typeof emitWarning;
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
