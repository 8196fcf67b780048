/*
 * Loaded into a service before its own modules (`node --import`): patches built files as they are loaded, and lets the
 * process end or stop itself at a failpoint that is armed. CHAOS_PATCHES is a JSON list of further patches; CHAOS_ORDERS names
 * the file that says which failpoint is armed when SIGUSR2 comes.
 */
import { readFileSync } from 'node:fs';
import { register } from 'node:module';

import { workspaceRoot } from '../workspace.js';
import { failpoints, type Orders } from './failpoints.js';
import { checkPatches, type Patch } from './patch.js';

const { CHAOS_PATCHES = '[]', CHAOS_ORDERS } = process.env;
const patches = [...failpoints, ...(JSON.parse(CHAOS_PATCHES) as Patch[])];
checkPatches(workspaceRoot, patches);
register('./loader.js', import.meta.url, { data: { root: workspaceRoot, patches } });

let orders: Orders | undefined;

process.on('SIGUSR2', () => {
  if (CHAOS_ORDERS !== undefined) orders = JSON.parse(readFileSync(CHAOS_ORDERS, 'utf8')) as Orders;
});

Object.defineProperty(globalThis, '__reached', {
  value: (failpoint: string) => {
    if (orders?.failpoint !== failpoint || Date.now() > orders.untilMs) return;
    orders = { ...orders, times: orders.times - 1 };
    if (orders.times > 0) return;
    const { signal } = orders;
    orders = undefined;
    process.kill(process.pid, signal);
  },
});
