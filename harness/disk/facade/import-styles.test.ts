import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const built = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../dist/harness/disk');
const url = (file: string) => JSON.stringify(pathToFileURL(path.join(built, file)).href);

/** Modules as stores write them: each exports `save(file)`, which writes its own name and returns what it then reads. */
const esm = {
  named: `import { readFileSync, writeFileSync } from 'node:fs';
    export const save = (file) => { writeFileSync(file, 'named'); return readFileSync(file, 'utf8'); };`,
  namespace: `import * as fs from 'fs';
    export const save = (file) => { fs.writeFileSync(file, 'namespace'); return fs.readFileSync(file, 'utf8'); };`,
  standard: `import fs from 'node:fs';
    const { writeFileSync, readFileSync } = fs;
    export const save = (file) => { writeFileSync(file, 'standard'); return readFileSync(file, 'utf8'); };`,
  promises: `import fsp, { readFile } from 'fs/promises';
    export const save = async (file) => { await fsp.writeFile(file, 'promises'); return readFile(file, 'utf8'); };`,
  member: `import { promises as fsp } from 'node:fs';
    export const save = async (file) => { await fsp.writeFile(file, 'member'); return fsp.readFile(file, 'utf8'); };`,
  streams: `import { createReadStream, createWriteStream } from 'node:fs';
    import { pipeline } from 'node:stream/promises';
    export const save = async (file) => {
      await pipeline(['streams'], createWriteStream(file));
      let text = '';
      for await (const chunk of createReadStream(file, 'utf8')) text += chunk;
      return text;
    };`,
  classes: `import { ReadStream, WriteStream } from 'node:fs';
    export const save = async (file) => {
      await new Promise((resolve) => new WriteStream(file).on('close', resolve).end('classes'));
      let text = '';
      for await (const chunk of new ReadStream(file, { encoding: 'utf8' })) text += chunk;
      return text;
    };`,
};
const commonJs = {
  destructured: `const { readFileSync, writeFileSync } = require('fs');
    module.exports.save = (file) => { writeFileSync(file, 'destructured'); return readFileSync(file, 'utf8'); };`,
  required: `const fs = require('node:fs/promises');
    module.exports.save = async (file) => { await fs.writeFile(file, 'required'); return fs.readFile(file, 'utf8'); };`,
  promisified: `const { promisify } = require('util');
    const fs = require('fs');
    const [write, read] = [promisify(fs.writeFile), promisify(fs.readFile)];
    module.exports.save = async (file) => { await write(file, 'promisified'); return read(file, 'utf8'); };`,
  bound: `const fs = require('fs');
    const [write, read] = [fs.writeFileSync.bind(fs), fs.readFileSync.bind(null)];
    module.exports.save = (file) => { write(file, 'bound'); return read(file, 'utf8'); };`,
};

test('every style of import reaches the mount', async () => {
  const script = `
    import Module from 'node:module';
    const { installFileSystem } = await import(${url('facade/install.js')});
    const { SimulatedKernel } = await import(${url('simulated-kernel.js')});
    const { Disk } = await import(${url('disk.js')});
    const { mount, real } = installFileSystem();
    mount({ root: '/cw-styles', kernel: new SimulatedKernel({ disk: Disk.empty(0), root: '/cw-styles', nowMs: Date.now }) });
    const results = {};
    for (const [name, source] of Object.entries(${JSON.stringify(esm)})) {
      const { save } = await import('data:text/javascript,' + encodeURIComponent(source));
      results[name] = await save('/cw-styles/' + name);
    }
    for (const [name, source] of Object.entries(${JSON.stringify(commonJs)})) {
      const module = new Module(name);
      module._compile(source, '/' + name + '.cjs');
      results[name] = await module.exports.save('/cw-styles/' + name);
    }
    console.log(JSON.stringify({ results, real: real.fs.existsSync('/cw-styles') }));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const { results, real } = JSON.parse(stdout);
  expect(results).toEqual(Object.fromEntries([...Object.keys(esm), ...Object.keys(commonJs)].map((name) => [name, name])));
  expect(real).toBe(false);
});
