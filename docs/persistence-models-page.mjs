import { readFileSync } from 'node:fs';

/** What happens under each model, for the table; the rest of a row is the model's own assumption. */
const WHAT_HAPPENS = {
  ext4: 'Power is lost on ext4.',
  xfs: 'Power is lost on xfs.',
  btrfs: 'Power is lost on btrfs.',
  posix: 'Power is lost on any file system that keeps what POSIX says.',
  'failed-fsync': 'One fsync fails with EIO, then power is lost.',
};

const PROCESS_KILL =
  '| `process-kill` | The process dies, the kernel lives on. | all that was written is there; of a write in flight perhaps a part, cut at a page of the file |';

/** The page with everything between `<!-- models -->`, or `<!-- rules NAME -->`, and `<!-- end -->` taken from the models as they are. */
export async function persistenceModelsPage(page) {
  const { POWER_LOSS_MODELS } = await import('../dist/harness/crash/power-loss/models.js');
  const models = Object.values(POWER_LOSS_MODELS);
  return models.reduce(
    (text, model) => between(text, `rules ${model.name}`, rulesOf(model)),
    between(page, 'models', tableOf(models)),
  );
}

function tableOf(models) {
  const rows = models.map(({ name, assumption }) => `| \`${name}\` | ${WHAT_HAPPENS[name]} | ${assumption} |`);
  return ['| model | what happens | what is assumed |', '| --- | --- | --- |', PROCESS_KILL, ...rows].join('\n');
}

/** The doc comment of the model, which says its rules in prose, and its sources. */
function rulesOf({ name, sources }) {
  const source = readFileSync(new URL(`../harness/crash/power-loss/models/${name}.ts`, import.meta.url), 'utf8');
  const comment = /\/\*\*\n((?: \*.*\n)+?) \*\/\nexport const \w+: PowerLossModel = /.exec(source)?.[1];
  if (comment === undefined) throw new Error(`${name}.ts has no doc comment before its model`);
  const prose = comment.replaceAll(/^ \* ?/gm, '').trim();
  return `${prose.replace(`${name}.\n\n`, '')}\n\nSources: ${sources.join('; ')}.`;
}

function between(text, name, content) {
  const [begin, end] = [`<!-- ${name} -->\n`, '\n<!-- end -->'];
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`docs/persistence-models.md has no place for ${name}`);
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}
