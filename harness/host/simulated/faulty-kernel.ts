import { Errno, type Kernel, type Primitive } from '../../disk/kernel.ts';

/** Those whose failure a store has to expect: they make names, descriptors or bytes. Syncs are left out, after whose failure a store may rightly stop. */
const FAILING: ReadonlySet<Primitive> = new Set(['open', 'write', 'writev', 'rename', 'link', 'mkdir', 'ftruncate']);

export interface Fault {
  /** Whether the caller of now is the one it's meant for. */
  readonly strikes: () => boolean;
  /** Of the caller's primitives that can fail, counted from 0. */
  readonly primitive: number;
  readonly code: string;
  readonly onStrike: (primitive: Primitive) => void;
}

/** A kernel one of whose calls fails, once, without any effect. */
export function faultyKernel(kernel: Kernel, { strikes, primitive, code, onStrike }: Fault): Kernel {
  let seen = 0;
  return new Proxy(kernel, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== 'function') return method;
      if (!FAILING.has(name as Primitive)) return method.bind(target);
      return (...args: unknown[]): unknown => {
        if (strikes() && seen++ === primitive) {
          onStrike(name as Primitive);
          throw new Errno(code);
        }
        return method.apply(target, args);
      };
    },
  });
}
