/** Where an adapter's module is, of whatever kind of subject. Its default export is the adapter. */
export const builtinAdapters: { readonly [name: string]: URL } = {
  memory: moduleUrl('memory'),
  'json-file': moduleUrl('json-file'),
  'jsonl-log': moduleUrl('jsonl-log'),
  sqlite: moduleUrl('sqlite'),
  lowdb: moduleUrl('lowdb'),
  'write-file-atomic': moduleUrl('write-file-atomic'),
  atomically: moduleUrl('atomically'),
  steno: moduleUrl('steno'),
  'proper-lockfile': moduleUrl('proper-lockfile'),
  unstorage: moduleUrl('unstorage'),
  'node-persist': moduleUrl('node-persist'),
  'data-store': moduleUrl('data-store'),
  'flat-cache': moduleUrl('flat-cache'),
  'langchain-chat-history': moduleUrl('langchain-chat-history'),
  'fast-write-atomic': moduleUrl('fast-write-atomic'),
  'storage-file': moduleUrl('storage-file'),
  'simple-json-db': moduleUrl('simple-json-db'),
  stormdb: moduleUrl('stormdb'),
  'gemini-chat-recording': moduleUrl('gemini-chat-recording'),
  // Native: on the mounted disk.
  lmdb: moduleUrl('lmdb'),
  'classic-level': moduleUrl('classic-level'),
  // On a server.
  postgres: moduleUrl('postgres'),
  redis: moduleUrl('redis'),
  mysql: moduleUrl('mysql'),
  // Pools.
  'warm-pool': moduleUrl('warm-pool'),
  'generic-pool': moduleUrl('generic-pool'),
  tarn: moduleUrl('tarn'),
  // Registries.
  'session-registry': moduleUrl('session-registry'),
  'proper-lockfile-locks': moduleUrl('proper-lockfile-locks'),
  'pm2-dump': moduleUrl('pm2-dump'),
};

/** Where a family's module is. It exports `family`. A target `name:package` is `family.create('package')`. */
export const adapterFamilies: { readonly [name: string]: URL } = {
  'express-session': moduleUrl('express-session'),
  keyv: moduleUrl('keyv'),
  'pi-sessions': moduleUrl('pi-sessions'),
  'claude-session-store': moduleUrl('claude-session-store'),
  unstorage: moduleUrl('unstorage-drivers'),
  'microsoft-storage': moduleUrl('microsoft-storage'),
  'openai-agents': moduleUrl('openai-agents'),
  'langgraph-checkpoint': moduleUrl('langgraph-checkpoint'),
  baileys: moduleUrl('baileys'),
  'baileys-creds': moduleUrl('baileys-creds'),
  'auth-js': moduleUrl('auth-js'),
  'better-auth': moduleUrl('better-auth'),
};

/** URLs rather than imports: a store must be loaded where it runs, after the file system was put in place. */
function moduleUrl(name: string): URL {
  // The build renames this module from .ts to .js, and its neighbours with it.
  return new URL(`./${name}${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
}
