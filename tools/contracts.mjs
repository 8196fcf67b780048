// Writes docs/events/ from the event declarations in libs/contracts, and the grammar of the programme document from
// libs/programme: programmes/programme.schema.json for editors, docs/programme.md for people.
//   npm run contracts              the documents of today
//   npm run contracts -- --release also makes them the baseline, docs/events/released/, which later changes are compared with
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const root = new URL('../', import.meta.url);
const nx = createRequire(import.meta.url).resolve('nx/bin/nx.js');
const projects = '@perennial/contracts,@perennial/programme';
execFileSync(process.execPath, [nx, 'run-many', '-t', 'build', '-p', projects, '--output-style=static'], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
});
const { breaksSince, documents, releasedDocuments } = await import(
  new URL('libs/contracts/dist/documents/documents.js', root).href
);
const { programmeJsonSchema, programmeReference } = await import(new URL('libs/programme/dist/index.js', root).href);

/** Makes the folder hold exactly these generated files; other kinds of files in it are left alone. */
function write(folder, files) {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (/\.(json|yaml)$/.test(name) && !files.has(name)) rmSync(new URL(name, folder));
  }
  for (const [name, content] of files) writeFileSync(new URL(name, folder), content);
  console.log(`${files.size} files in ${folder.pathname.slice(root.pathname.length)}`);
}

/** Makes today's schemas the baseline, unless they break the one there is. */
function release(folder) {
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const released = new Map(names.map((name) => [name.slice(0, -5), readFileSync(new URL(name, folder), 'utf8')]));
  const breaks = breaksSince(released);
  if (breaks.length > 0) {
    console.error(`Not made the baseline, these need a new type (.v2):\n  ${breaks.join('\n  ')}`);
    process.exitCode = 1;
  } else {
    write(folder, releasedDocuments());
  }
}

const folder = new URL('docs/events/', root);
write(folder, documents());
writeFileSync(new URL('programmes/programme.schema.json', root), `${JSON.stringify(programmeJsonSchema(), null, 2)}\n`);
writeFileSync(new URL('docs/programme.md', root), programmeReference());
console.log('programmes/programme.schema.json and docs/programme.md');
if (process.argv.includes('--release')) release(new URL('released/', folder));
