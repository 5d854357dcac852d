import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { SAMPLED } from '../suites/some-of.test-data.ts';

// The steps of the action and of the workflows of ci.md that are ours, run one after the other as a runner does; `npx crashworthy` is the build.
const root = fileURLToPath(new URL('..', import.meta.url));
const BRIEF = ['--effort=quick', '--only=CRASH-1', '--only=TORN-1', '--only=IDENT-1', '--no-confirm-kill'];

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly env?: { readonly [name: string]: string };
  readonly with?: { readonly [name: string]: string };
}

interface Workflow {
  readonly jobs: {
    readonly [job: string]: { readonly strategy?: { readonly matrix: { readonly shard: number[] } }; readonly steps: Step[] };
  };
}

let bin: string;
beforeAll(async () => {
  bin = await mkdtemp(path.join(tmpdir(), 'ci-bin-'));
  const program = path.join(root, 'dist/harness/cli/main.js');
  // A merge judges nothing, and takes no option of a run.
  const script = `#!/bin/sh
while [ "$1" = --yes ]; do shift; done
shift
if [ "$1" = merge ]; then exec "${process.execPath}" "${program}" "$@"; fi
exec "${process.execPath}" "${program}" "$@" ${BRIEF.join(' ')}
`;
  await writeFile(path.join(bin, 'npx'), script);
  await chmod(path.join(bin, 'npx'), 0o755);
});
afterAll(() => rm(bin, { recursive: true, force: true }));

async function project(store: string): Promise<string> {
  const folder = await mkdtemp(path.join(bin, 'project-'));
  const adapter = `import store from ${JSON.stringify(new URL(`../dist/${store}`, import.meta.url).href)};
export default { ...store, name: 'my-store' };`;
  await writeFile(path.join(folder, 'my-store.adapter.ts'), adapter);
  return folder;
}

async function bash(run: string, cwd: string, env: { readonly [name: string]: string } = {}) {
  const { exitCode, stdout, stderr } = await execa('bash', ['-eo', 'pipefail', '-c', run], {
    cwd,
    env: { PATH: `${bin}:${process.env.PATH}`, GITHUB_ACTIONS: '', CI: '1', ...env },
    reject: false,
  });
  return { exitCode, stdout, stderr };
}

/** `${{ inputs.level }}`, by what is given. */
function filled(text: string, values: { readonly [name: string]: string | number }): string {
  return text.replaceAll(/\$\{\{ *(?:inputs|matrix)\.([\w-]+) *\}\}/g, (_, name: string) => String(values[name] ?? ''));
}

async function workflow(name: string): Promise<Workflow> {
  const text = await readFile(path.join(root, 'docs/ci.md'), 'utf8');
  const [, yaml = ''] = new RegExp(`<!-- ci:workflow ${name} -->\\n\\n\`\`\`yaml\\n([\\s\\S]*?)\`\`\``).exec(text) ?? [];
  return parse(yaml) as Workflow;
}

const SOUND = 'adapters/json-file.js';
const WRONG = 'fixtures/defects/crash-injection/truncate-in-place.js';

describe('the action', () => {
  let inputs: { readonly [name: string]: { readonly default: string } };
  let step: Step;
  beforeAll(async () => {
    const action = parse(await readFile(path.join(root, 'action.yml'), 'utf8'));
    inputs = action.inputs;
    [step] = action.runs.steps;
  });

  async function used(given: { readonly [name: string]: string }, cwd: string) {
    const values = Object.fromEntries(Object.entries(inputs).map(([name, { default: usual }]) => [name, given[name] ?? usual]));
    const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, text]) => [name, filled(text, values)]));
    return bash(step.run ?? '', cwd, env);
  }

  test('as the workflow of ci.md uses it', async () => {
    const { jobs } = await workflow('action');
    const ours = jobs.crashworthy?.steps.find(({ uses }) => uses?.startsWith('crashworthy/'));
    expect(Object.keys(ours?.with ?? {}).filter((name) => !(name in inputs))).toEqual([]);
    const folder = await project(SOUND);
    const { exitCode, stdout } = await used(ours?.with ?? {}, folder);
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^CONFORMS {2}my-store/m) });
    expect(JSON.parse(await readFile(path.join(folder, 'crashworthy.json'), 'utf8'))).toMatchObject({ level: 'AA' });
  });

  test.skipIf(SAMPLED)(
    'a broken store fails the step; a share of the run, a baseline and another file for the report',
    async () => {
      const folder = await project(WRONG);
      expect((await used({ target: './my-store.adapter.ts' }, folder)).exitCode).toBe(1);
      const known = { 'CRASH-1': { reason: 'known' } };
      await writeFile(path.join(folder, 'known.json'), JSON.stringify({ schemaVersion: 1, stores: { 'my-store': known } }));
      const given = { target: './my-store.adapter.ts', shard: '1/4', baseline: 'known.json', report: 'out/1.json', level: 'A' };
      const { exitCode, stdout } = await used(given, folder);
      expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 expected to fail') });
      expect(JSON.parse(await readFile(path.join(folder, 'out/1.json'), 'utf8')).shard).toMatchObject({ index: 1, of: 4 });
    },
  );

  test.skipIf(SAMPLED)('without a target the stores of the configuration', async () => {
    const folder = await project(SOUND);
    await writeFile(
      path.join(folder, 'crashworthy.config.mjs'),
      "export default { level: 'A', targets: ['./my-store.adapter.ts'] };",
    );
    expect((await used({}, folder)).stdout).toMatch(/^CONFORMS {2}my-store/m);
  });

  test('what is no option is one text', async () => {
    const folder = await project(SOUND);
    const { exitCode, stderr } = await used({ target: './my-store.adapter.ts; echo $(touch hacked)' }, folder);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('CW_TARGET_MISSING') });
    await expect(readFile(path.join(folder, 'hacked'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

test.skipIf(SAMPLED)(
  'the workflow over four machines: each shard judges its share, and the merge fails by all of them',
  async () => {
    const { jobs } = await workflow('shards');
    const folder = await project(WRONG);
    await mkdir(path.join(folder, 'artifacts'));
    const commands = (job: string) => (jobs[job]?.steps ?? []).flatMap(({ run = '' }) => (run.startsWith('npx') ? [run] : []));
    const shards = jobs.shard?.strategy?.matrix.shard ?? [];
    expect(shards).toEqual([1, 2, 3, 4]);
    for (const shard of shards)
      for (const run of commands('shard')) expect(await bash(filled(run, { shard }), folder)).toMatchObject({ exitCode: 0 });
    const [merge = ''] = commands('merge');
    const { exitCode, stdout } = await bash(merge, folder);
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^BROKEN {2}my-store .* 2 failed/m),
    });
    expect(JSON.parse(await readFile(path.join(folder, 'badge.json'), 'utf8'))).toMatchObject({
      label: 'crashworthy',
      message: 'broken',
    });
    expect(await readFile(path.join(folder, 'crashworthy.html'), 'utf8')).toContain('my-store');
  },
);
