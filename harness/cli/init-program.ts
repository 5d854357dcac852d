import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../contract/failure.ts';
import { EXIT_CODES } from '../verdict/exit-code.ts';
import type { InitLanguage } from './arguments.ts';
import type { Terminal } from './terminal.ts';

interface Starter {
  /** In the folder of its language in `hosts/`: it speaks the protocol. */
  readonly host: string;
  readonly store: string;
  /** What to do next, given the name of the store's file. */
  next(store: string): readonly string[];
}

const STARTERS: { readonly [L in InitLanguage]: Starter } = {
  python: {
    host: 'crashworthy_host.py',
    store: 'my_store.py',
    next: (store) => [`npx crashworthy run --stdio 'python3 ${store}'`],
  },
  go: {
    host: 'crashworthy_host.go',
    store: 'my_store.go',
    next: (store) => [`go build -o my-store ${store} crashworthy_host.go`, "npx crashworthy run --stdio './my-store'"],
  },
  rust: {
    host: 'crashworthy_host.rs',
    store: 'my_store.rs',
    next: (store) => [`rustc -O --edition 2021 -o my-store ${store}`, "npx crashworthy run --stdio './my-store'"],
  },
};

/** `crashworthy init --python [file]`: writes a store to start from, and beside it what speaks the protocol. Never overwrites. */
export async function initProgram(language: InitLanguage, file: string | undefined, terminal: Terminal): Promise<number> {
  const { host, store, next } = STARTERS[language];
  const own = file ?? store;
  const hostFile = path.join(path.dirname(own), host);
  const [hostText, storeText] = await Promise.all([host, store].map((name) => readFile(hostsFile(language, name), 'utf8')));
  // A second store beside the first one: they share it.
  const there = existsSync(hostFile) && (await readFile(hostFile, 'utf8')) === hostText;
  for (const one of [own, ...(there ? [] : [hostFile])]) if (existsSync(one)) throw exists(one, language);
  if (!there) await writeFile(hostFile, hostText ?? '', { flag: 'wx' });
  await writeFile(own, storeText ?? '', { flag: 'wx' });
  const commands = next(own).map((line) => `  ${line}`);
  terminal.print(
    `Wrote ${own} and ${hostFile}. The first is a small store, to be judged as it is; the second speaks the protocol. Put yours in the place of the first, then:\n\n${commands.join('\n')}`,
  );
  return EXIT_CODES.conforms;
}

/** The package has them as they are, beside what was built. */
function hostsFile(language: InitLanguage, name: string): URL {
  return new URL(`../../../hosts/${language}/${name}`, import.meta.url);
}

function exists(file: string, language: InitLanguage): Failure {
  return new Failure('CW_INIT_EXISTS', `${file} exists already; nothing was written.`, {
    hint: `Name another file: crashworthy init --${language} other/my_store`,
  });
}
