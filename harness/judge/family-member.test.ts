import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { moduleGraph } from './module-graph.ts';
import { loadAdapter, resolveTarget } from './target.ts';

const home = process.cwd();
const project = realpathSync(mkdtempSync(path.join(tmpdir(), 'crashworthy-')));

const STORE = 'async append() {} async load() { return null; }';
const files = {
  'right.ts': `import { PROMISED } from './promised.ts';\nexport const claims = PROMISED;\nexport class Store { ${STORE} constructor(readonly dir: string) {} }`,
  'promised.ts': "export const PROMISED = { survives: 'power-loss' as const };",
  'several.mjs': `export class One { ${STORE} } export class Two { ${STORE} }`,
  'nothing.mjs': 'export const x = 1;',
  'open.mjs': 'export default { append() {}, load() {} };',
  'other.mjs': 'export default () => ({ get() {} });',
  'claims.mjs': `export const claims = 'all'; export class Store { ${STORE} }`,
  'unknown-claim.mjs': `export const claims = { survive: 'all' }; export class Store { ${STORE} }`,
  'throws.mjs': 'throw new Error("of its own");',
  'node_modules/other-shape/package.json': '{"name":"other-shape","version":"9.9.9","type":"module","main":"index.js"}',
  'node_modules/other-shape/index.js': 'export class Shop { buy() {} }',
};

beforeAll(async () => {
  await mkdir(path.join(project, 'node_modules/other-shape'), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(project, file), text);
  process.chdir(project);
});

afterAll(() => {
  process.chdir(home);
  rmSync(project, { recursive: true });
});

async function opened(member: string): Promise<unknown> {
  const adapter = await loadAdapter(resolveTarget(`claude-session-store:${member}`));
  return adapter.open({ dir: project, onError: () => {} });
}

test.each(['./right.ts', 'right.ts', './right.ts:Store', './several.mjs:Two', path.join(project, 'right.ts')])(
  'a file is a member: %s',
  async (member) => {
    await expect(opened(member)).resolves.toHaveProperty('read');
  },
);

test('what the file claims beyond the interface is claimed', async () => {
  const adapter = await loadAdapter(resolveTarget('claude-session-store:./right.ts'));
  expect(adapter.claims).toEqual({ survives: 'power-loss', writers: 'one-instance' });
  expect(adapter).not.toHaveProperty('package');
});

test('the file and what it imports are watched', async () => {
  const watched = await moduleGraph(resolveTarget('claude-session-store:./right.ts'));
  const named = watched.map((file) => path.relative(project, file)).filter((file) => !file.startsWith('..'));
  expect(named).toEqual(['promised.ts', 'right.ts']);
  expect(watched.some((file) => file === fileURLToPath(resolveTarget('claude-session-store:./right.ts').url))).toBe(true);
});

test.each([
  ['./several.mjs', 'CW_FAMILY_EXPORT', 'One, Two', 'claude-session-store:./several.mjs:One or'],
  ['./nothing.mjs', 'CW_FAMILY_FILE', 'Expected an export to be a SessionStore of', 'export default ({ dir })'],
  ['./right.ts:Shop', 'CW_FAMILY_FILE', 'Expected its export Shop to be', 'export default'],
  ['./open.mjs', 'CW_FAMILY_FILE', 'found a store that is open already', 'export default'],
  ['./other.mjs', 'CW_FAMILY_FILE', 'Expected default to give .*; found an object with the keys get', 'export default'],
  ['./claims.mjs', 'CW_FAMILY_FILE', '`claims` must be an object of claims; found "all"', 'export const claims'],
  ['./unknown-claim.mjs', 'CW_CLAIMS_KEY', 'claims.survive', 'survives'],
  ['./throws.mjs', 'CW_ADAPTER_LOAD', 'of its own', 'must be'],
  ['./gone.ts', 'CW_TARGET_MISSING', 'There is no file ./gone.ts', 'claude-session-store:<package>'],
  ['no-such-package', 'CW_PACKAGE_MISSING', 'no-such-package', 'npm install no-such-package'],
  ['other-shape', 'CW_PACKAGE_SHAPE', 'other-shape@9.9.9 .* found the exports Shop', 'npx crashworthy init'],
])('%s is %s', async (member, code, message, hint) => {
  await expect((async () => opened(member))()).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message.startsWith('`') ? message.replaceAll(/[`.]/g, '.') : message),
    hint: expect.stringContaining(hint),
  });
});
