/* Node's hook for loading modules. It runs in a thread of its own and shares nothing with what it loads. */
import type { LoadHook } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { patched, patchesOf, type Patch } from './patch.js';

let root = '';
let patches: readonly Patch[] = [];

export function initialize(data: { readonly root: string; readonly patches: readonly Patch[] }): void {
  ({ root, patches } = data);
}

export const load: LoadHook = async (url, context, nextLoad) => {
  const loaded = await nextLoad(url, context);
  if (!url.startsWith('file:')) return loaded;
  const own = patchesOf(relative(root, fileURLToPath(url)), patches);
  if (own.length === 0) return loaded;
  return { ...loaded, source: own.reduce(patched, String(loaded.source)) };
};
