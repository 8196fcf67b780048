import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface Source {
  readonly path: string;
  readonly text: string;
}

/** @param path from the top of the repository */
export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** What apps and libraries are made of, without their specs. */
export function sources(): Source[] {
  const projects = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name, 'src')),
  );
  return projects.flatMap((src) =>
    readdirSync(join(root, src), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
      .map((file) => ({ path: join(src, file), text: read(join(src, file)) })),
  );
}

/** What the first group of the pattern stands for, of every match. */
export function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap((match) => (match[1] === undefined ? [] : [match[1]]));
}
