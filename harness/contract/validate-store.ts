import { type Claims, resolveClaims } from './claims.ts';
import { describeValue } from './describe-value.ts';
import { Failure } from './failure.ts';
import { OPTIONAL_METHODS, type SessionStore } from './session-store.ts';

/**
 * What an adapter's `open` returned, as a `SessionStore`, if it is one. Methods may be inherited, and others may be there too.
 *
 * @param claims the adapter's, where known: what they promise must be possible with the methods that are there.
 * @throws {Failure} CW_STORE_SHAPE, naming the method or view that is wrong.
 */
export function validateStore(value: unknown, claims?: Claims): SessionStore {
  if (typeof value !== 'object' || value === null) throw wrongShape(`expected a store object; found ${describeValue(value)}`);
  const store = value as { readonly [key: string]: unknown };
  if (typeof store.read !== 'function') throw wrongShape(`\`read\` must be a function; found ${describeValue(store.read)}`);
  for (const method of OPTIONAL_METHODS) {
    const found = store[method];
    if (found !== undefined && typeof found !== 'function') {
      throw wrongShape(`\`${method}\` must be a function or absent; found ${describeValue(found)}`);
    }
  }
  if (store.patch === undefined && store.append === undefined) {
    throw wrongShape('it has neither `patch` nor `append`, so nothing can be written to it');
  }
  if (store.views !== undefined) validateViews(store.views);
  if (claims !== undefined) validateClaimed(store, claims);
  return value as SessionStore;
}

function validateViews(views: unknown): void {
  if (typeof views !== 'object' || views === null || Array.isArray(views)) {
    throw wrongShape(`\`views\` must be an object of functions; found ${describeValue(views)}`);
  }
  for (const [name, view] of Object.entries(views)) {
    if (typeof view !== 'function') throw wrongShape(`\`views.${name}\` must be a function; found ${describeValue(view)}`);
  }
}

function validateClaimed(store: { readonly [key: string]: unknown }, claims: Claims): void {
  const { acknowledgedBy, append, lease } = resolveClaims(claims);
  if (acknowledgedBy === 'flush' && store.flush === undefined) {
    throw wrongShape("the claims say acknowledgedBy: 'flush', but it has no `flush`");
  }
  if (append === 'queued' && store.append === undefined) {
    throw wrongShape("the claims say append: 'queued', but it has no `append`");
  }
  if (lease === 'fenced' && (typeof store.acquire !== 'function' || store.append === undefined)) {
    throw wrongShape("the claims say lease: 'fenced', but it has no `acquire`, or no `append` that takes a lease");
  }
}

function wrongShape(what: string): Failure {
  return new Failure('CW_STORE_SHAPE', `The store that \`open\` returned cannot be driven: ${what}.`, {
    hint: 'A store has `read` and at least one of `patch` and `append`; see the SessionStore interface.',
  });
}
