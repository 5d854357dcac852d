const BEGIN = '<!-- the table: npm run docs -->';
const END = '<!-- the end of the table -->';

/** The text of docs/incidents.md with its table made anew, from the facts as they were built. */
export async function withIncidentsTable(page) {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from === -1 || to < from) throw new Error(`docs/incidents.md has no "${BEGIN}" and "${END}" behind it`);
  return `${page.slice(0, from)}${BEGIN}\n\n${await table()}\n\n${page.slice(to)}`;
}

async function table() {
  const { incidents } = await import('../dist/fixtures/incidents/index.js');
  const { shortIds } = await import('../dist/harness/report/short-ids.js');
  const rows = await Promise.all(
    Object.entries(incidents).map(async ([name, { facts }]) => {
      const { story, fails, passes } = await facts();
      return [`\`incident:${name}\``, story, shortIds(fails), shortIds(passes)];
    }),
  );
  return [['target', 'what it is', 'fails', 'passes, of what applies'], ['---', '---', '---', '---'], ...rows]
    .map(row)
    .join('\n');
}

function row(cells) {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
