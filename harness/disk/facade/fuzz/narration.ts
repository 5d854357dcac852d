import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { dirname } from 'node:path';

/** Says in one line what came of a call, so that it is the same on equal file systems: the base directory shows as `$`. */
export class Narration {
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  error(error: unknown): string {
    if (!(error instanceof Error)) return `threw ${String(error)}`;
    const { name, message, code, errno, syscall, path, dest, thrown } = error as NodeJS.ErrnoException & {
      dest?: string;
      thrown?: boolean;
    };
    const how = thrown ? 'threw ' : '';
    const line = this.#plain(`${how}${name} ${code} ${errno} ${syscall} ${path} ${dest}: ${message}`);
    return syscall === 'mkdtemp' ? line.replaceAll(/\w{6}(?=[ '])/g, 'RANDOM') : line;
  }

  value(value: unknown): string {
    return this.#plain(JSON.stringify(this.#simple(value)) ?? 'undefined');
  }

  tree(path: string): string[] {
    // The calls may have removed the base directory.
    if (!fs.existsSync(path) && path === this.#base) return [];
    const stat = fs.lstatSync(path);
    const line = `${this.#plain(path)} ${stat.mode.toString(8)}`;
    if (stat.isSymbolicLink()) return [`${line} -> ${this.#plain(fs.readlinkSync(path))}`];
    if (!stat.isDirectory()) return [`${line} ${stat.nlink} ${stat.size} ${brief(fs.readFileSync(path))}`];
    return [line, ...fs.readdirSync(path).flatMap((name) => this.tree(`${path}/${name}`))];
  }

  #plain(text: string): string {
    return text.replaceAll(this.#base, '$').replaceAll(this.#base.slice(1), '$').replaceAll(dirname(this.#base), '$up');
  }

  #simple(value: unknown): unknown {
    if (value === undefined) return 'undefined';
    if (typeof value === 'bigint') return `${value}n`;
    if (value instanceof Uint8Array) return this.#plain(`${value.constructor.name} ${brief(value)}`);
    if (typeof value === 'string') return value.length > 200 ? brief(Buffer.from(value)) : value;
    if (value instanceof fs.Dirent) {
      const kind = [value.isFile(), value.isDirectory(), value.isSymbolicLink()].indexOf(true);
      return ['Dirent', this.#simple(value.name), kind, value.parentPath];
    }
    if (Array.isArray(value)) return value.map((one) => this.#simple(one));
    if (typeof value === 'object' && value !== null) return 'mtimeMs' in value ? stats(value as fs.Stats) : this.#fields(value);
    return value;
  }

  #fields(value: object): unknown {
    // Sizes of the file system are its own; that they are there and of the right kind is enough.
    if ('bsize' in value) return Object.entries(value).map(([name, field]) => `${name} ${typeof field}`);
    return Object.entries(value).map(([name, field]) => [name, this.#simple(field)]);
  }
}

function stats(stat: fs.Stats): unknown {
  const directory = stat.isDirectory();
  return [
    stat instanceof fs.Stats,
    typeof stat.size,
    stat.mode.toString(8),
    directory ? 'directory' : stat.isFile() ? 'file' : stat.isSymbolicLink() ? 'link' : 'other',
    // A link that `cp` made holds an absolute path, whose length is that of the base directory.
    directory ? '' : `${stat.nlink} ${stat.isSymbolicLink() ? '' : stat.size}`,
    typeof stat.atimeMs,
    stat.mtime instanceof Date,
    Object.keys(stat).join(),
  ];
}

function brief(bytes: Uint8Array): string {
  if (bytes.byteLength <= 64) return Buffer.from(bytes).toString('latin1');
  return `${bytes.byteLength} bytes ${createHash('sha1').update(bytes).digest('hex').slice(0, 8)}`;
}
