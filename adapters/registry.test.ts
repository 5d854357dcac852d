import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { roundTrip } from '../fixtures/round-trip.ts';
import { validateAdapter } from '../harness/contract/define-adapter.ts';
import { packageVersion } from '../harness/contract/import-from-project.ts';
import { validateServedAdapter } from '../harness/contract/served-adapter.ts';
import { kindOf } from '../harness/judge/subjects/index.ts';
import { adapterFamilies, builtinAdapters } from './registry.ts';

const installed = {
  lowdb: ['lowdb'],
  'write-file-atomic': ['write-file-atomic'],
  atomically: ['atomically'],
  steno: ['steno'],
  'proper-lockfile': ['proper-lockfile'],
  unstorage: ['unstorage'],
  'node-persist': ['node-persist'],
  'data-store': ['data-store'],
  'flat-cache': ['flat-cache'],
  'fast-write-atomic': ['fast-write-atomic'],
  'storage-file': ['@grammyjs/storage-file'],
  'simple-json-db': ['simple-json-db'],
  stormdb: ['stormdb'],
  'gemini-chat-recording': ['@google/gemini-cli-core'],
  lmdb: ['lmdb'],
  'classic-level': ['classic-level'],
  'langchain-chat-history': ['@langchain/community', '@langchain/core'],
  sqlite: isBuiltin('node:sqlite') ? [] : ['better-sqlite3'],
  'express-session': ['express-session', 'session-file-store'],
  keyv: ['keyv', 'keyv-file'],
  'pi-sessions': ['@mariozechner/pi-coding-agent'],
  'claude-session-store': ['@anthropic-ai/claude-agent-sdk'],
  'auth-js': ['@auth/unstorage-adapter', 'unstorage'],
  baileys: ['baileys'],
  'baileys-creds': ['baileys'],
  'langgraph-checkpoint': ['@langchain/langgraph-checkpoint'],
  'openai-agents': ['@openai/agents'],
  'microsoft-storage': ['@microsoft/agents-hosting'],
};
const isInstalled = (name: string): boolean =>
  (Object.entries(installed).find(([key]) => key === name)?.[1] ?? []).every((needed) => packageVersion(needed) !== undefined);

for (const [name, module] of Object.entries(builtinAdapters)) {
  test.skipIf(!isInstalled(name))(`${name} is an adapter, and what a store keeps comes back`, async () => {
    const { default: value } = await import(module.href);
    const kind = kindOf(value);
    expect(kind.validate(value, name).name).toBe(name);
    if (kind.kind === 'store') await inEmptyDirectory((dir) => roundTrip(validateAdapter(value, name), dir));
  });
}

const members = {
  'express-session': 'session-file-store',
  keyv: 'keyv-file',
  'pi-sessions': '@mariozechner/pi-coding-agent',
  'claude-session-store': '@anthropic-ai/claude-agent-sdk',
  'auth-js': '@auth/unstorage-adapter',
  baileys: 'baileys',
  'baileys-creds': 'baileys',
  'langgraph-checkpoint': '@langchain/langgraph-checkpoint',
  'openai-agents': '@openai/agents:MemorySession',
  'microsoft-storage': '@microsoft/agents-hosting:FileStorage',
  unstorage: 'fs-lite',
};
for (const [name, member] of Object.entries(members)) {
  test.skipIf(!isInstalled(name))(`${name}:${member} is an adapter, and what it stores comes back`, async () => {
    const { family } = await import(adapterFamilies[name]?.href ?? '');
    expect(family.name).toBe(name);
    const adapter = validateAdapter(family.create(member), name);
    expect(adapter).toMatchObject({
      name: `${name}:${member}`,
      package: { name: expect.any(String), version: expect.any(String) },
    });
    expect(Object.entries(installed).find(([key]) => key === name)?.[1]).toContain(adapter.package?.name);
    await inEmptyDirectory((dir) => roundTrip(adapter, dir));
  });
}

test.each([
  ['express-session', 'connect-pg-simple', 'postgres'],
  ['express-session', 'connect-redis', 'redis'],
  ['express-session', 'connect-session-knex', 'postgres'],
  ['express-session', 'express-mysql-session', 'mysql'],
  ['keyv', '@keyv/redis', 'redis'],
  ['keyv', '@keyv/postgres', 'postgres'],
  ['unstorage', 'redis', 'redis'],
])('%s:%s is a store on a server', async (name, member, service) => {
  const { family } = await import(adapterFamilies[name]?.href ?? '');
  const adapter = validateServedAdapter(family.create(member), 'it');
  expect(adapter).toMatchObject({ name: `${name}:${member}`, services: [service], claims: { ttl: 'given' } });
});

test('a saver of checkpoints on a Postgres does not expire', async () => {
  const { family } = await import(adapterFamilies['langgraph-checkpoint']?.href ?? '');
  const member = '@langchain/langgraph-checkpoint-postgres';
  const adapter = validateServedAdapter(family.create(member), 'it');
  expect(adapter).toMatchObject({ services: ['postgres'], claims: { survives: 'process-kill', writers: 'one-instance' } });
  expect(adapter.claims).not.toHaveProperty('ttl');
});

test('every family has a member that is tested', () => {
  // Those of which no package works without a server have stores of ours, in a folder each.
  const ofOurs = readdirSync(fileURLToPath(new URL('../fixtures/families/', import.meta.url)), { withFileTypes: true });
  const tested = [...Object.keys(members), ...ofOurs.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))];
  expect(Object.keys(adapterFamilies).filter((name) => !tested.includes(name))).toEqual([]);
});

async function inEmptyDirectory(task: (dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(path.join(tmpdir(), 'crashworthy-'));
  try {
    await task(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}
