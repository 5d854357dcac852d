const MAIN = Buffer.from('SQLite format 3\0');

/** By the suffix of its name, what a file beside a database begins with. */
const BEGINNINGS: { readonly [suffix: string]: readonly Buffer[] } = {
  '-wal': [Buffer.from('377f0682', 'hex'), Buffer.from('377f0683', 'hex')],
  '-journal': [Buffer.from('d9d505f920a163d7', 'hex')],
  // The version of its format, 3007000, in the byte order of the machine.
  '-shm': [Buffer.from('18e22d00', 'hex'), Buffer.from('002de218', 'hex')],
};

/**
 * Whether a file is a journal of an SQLite database that lies beside it: `x-wal`, `x-journal` or `x-shm` of `x`, each recognised by how it begins. What in
 * such a file does not verify is no data by the definition of the format: it belongs to a transaction that was not committed, as far as anybody can
 * tell (sqlite.org/fileformat2.html, "The Write-Ahead Log" and "The Rollback Journal"). The database itself is never one.
 *
 * @param files the undamaged files of the store, by path.
 */
export function isSqliteJournal(path: string, files: ReadonlyMap<string, Buffer>): boolean {
  const bytes = files.get(path);
  if (bytes === undefined) return false;
  return Object.entries(BEGINNINGS).some(([suffix, beginnings]) => {
    if (!path.endsWith(suffix)) return false;
    const main = files.get(path.slice(0, -suffix.length));
    return main !== undefined && begins(main, MAIN) && beginnings.some((beginning) => begins(bytes, beginning));
  });
}

function begins(bytes: Buffer, beginning: Buffer): boolean {
  return bytes.subarray(0, beginning.length).equals(beginning);
}
