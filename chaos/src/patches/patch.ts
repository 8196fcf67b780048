import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A change of a built file that is made while it is loaded; the file itself stays as it is. */
export interface Patch {
  /** From the project's folder: `libs/messaging/dist/chunk.js`. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** The file is not what the patch was written for. */
export class PatchOutdated extends Error {}

/** @throws PatchOutdated when what is to be replaced does not stand in the text exactly once */
export function patched(text: string, { file, find, replace }: Patch): string {
  const times = text.split(find).length - 1;
  if (times === 1) return text.replace(find, () => replace);
  throw new PatchOutdated(`${file} has ${times} times what a patch replaces once: ${find}`);
}

/** Reads every file and tries its patches. @throws PatchOutdated */
export function checkPatches(root: string, patches: readonly Patch[]): void {
  for (const file of new Set(patches.map((patch) => patch.file))) {
    patchesOf(file, patches).reduce(patched, readFileSync(join(root, file), 'utf8'));
  }
}

export function patchesOf(file: string, patches: readonly Patch[]): Patch[] {
  return patches.filter((patch) => patch.file === file);
}
