import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Kind, Names } from './names.ts';

export class Store {
  constructor(private readonly dir: string) {}

  save(session: string, fields: object): void {
    writeFileSync(this.fileOf(session, Kind.Temporary), JSON.stringify(fields));
    renameSync(this.fileOf(session, Kind.Temporary), this.fileOf(session, Kind.Final));
  }

  load(session: string): object | undefined {
    const file = this.fileOf(session, Kind.Final);
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  }

  private fileOf(session: string, kind: Kind): string {
    return `${this.dir}/${Names.of(session, kind)}`;
  }
}
