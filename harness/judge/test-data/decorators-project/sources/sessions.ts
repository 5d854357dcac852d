import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

function named(_target: object, key: string, descriptor: PropertyDescriptor): PropertyDescriptor {
  const { value } = descriptor;
  return {
    ...descriptor,
    value(this: object, ...args: unknown[]) {
      if (typeof key !== 'string') throw new Error('no legacy decorator');
      return value.apply(this, args);
    },
  };
}
function sealed(decorated: new (...args: never[]) => object): void {
  Object.seal(decorated);
}
/** Of a field: nothing is returned. */
function noted(_target: object, key: string): void {
  if (typeof key !== 'string') throw new Error('no legacy decorator');
}

@sealed
export class Sessions {
  @noted ending = '.json';
  @noted owner!: string;
  @noted declare kind: string;
  #n = 0;
  constructor(private readonly dir: string) {}
  file(id: string) {
    return path.join(this.dir, encodeURIComponent(id) + this.ending);
  }
  @named read(id: string) {
    try {
      return { fields: JSON.parse(readFileSync(this.file(id), 'utf8')) };
    } catch (e) {
      if ((e as { code?: string }).code === 'ENOENT') return null;
      throw e;
    }
  }
  @named patch(id: string, f: object) {
    const t = `${this.file(id)}.${this.#n++}`;
    writeFileSync(t, JSON.stringify({ ...this.read(id)?.fields, ...f }));
    renameSync(t, this.file(id));
  }
}
