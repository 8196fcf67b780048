import { spawn } from 'node:child_process';

import { ask } from '../http.js';
import type { World } from '../world.js';
import { serviceScript, workspaceRoot, type ServiceName } from '../workspace.js';

export interface Audits {
  /** Statements that were checked, of all services. */
  readonly checked: number;
  readonly contradictions: readonly string[];
}

interface Line {
  readonly invariants?: readonly { readonly id: string; readonly holds: boolean; readonly violation?: string }[];
  readonly verification?: { readonly ok: boolean; readonly transfers: number; readonly firstDifference?: object };
  readonly error?: string;
}

/** What has to hold of every service's rows and topics, and the seals, by the programs an auditor runs. */
export async function auditAll(world: World): Promise<Audits> {
  const keys = await ask('GET', `${world.process('ledger').url}/v1/ledger/signing-keys`);
  if (keys?.status !== 200) throw new Error('the ledger does not name its public keys');
  const pem = (JSON.parse(keys.text) as { readonly publicKeyPem: string }[]).map(({ publicKeyPem }) => publicKeyPem);
  const publicKeysPem = pem.join('\n');
  let checked = 0;
  const contradictions: string[] = [];
  for (const service of world.kinds) {
    const databaseUrl = world.databaseUrl(service);
    const request = { ask: 'invariants', databaseUrl, ...world.cluster, publicKeysPem };
    const { invariants = [] } = await audit(service, request);
    if (invariants.length === 0) contradictions.push(`${service}: nothing was checked`);
    checked += invariants.length;
    for (const { id, holds, violation } of invariants)
      if (!holds) contradictions.push(`${service} ${id}: ${violation}`);
  }
  const databaseUrl = world.databaseUrl('ledger');
  const { verification } = await audit('ledger', { ask: 'verify', databaseUrl, publicKeysPem, published: [] });
  if (!verification?.ok) contradictions.push(`the seals: ${JSON.stringify(verification?.firstDifference)}`);
  return { checked: checked + 1, contradictions };
}

async function audit(service: ServiceName, request: object): Promise<Line> {
  const child = spawn(process.execPath, [serviceScript(service, 'audit')], {
    cwd: workspaceRoot,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (data) => (text += String(data)));
  child.stdin.end(JSON.stringify(request));
  await new Promise<void>((resolve, reject) => child.once('error', reject).once('close', () => resolve()));
  const last = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '{}') as Line;
  if (last.error !== undefined) throw new Error(`${service}: ${last.error}`);
  return last;
}
