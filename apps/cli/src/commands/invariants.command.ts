import { StackFile } from '@perennial/stack';

import { audit, databaseUrlOf, type CheckedInvariant } from '../platform/audit.js';
import { clusterOf, publicKeys } from '../platform/sources.js';
import { serviceNames, type ServiceName } from '../platform/workspace.js';
import { Screen } from '../screen/screen.js';
import { counted } from '../screen/wording.js';

export interface InvariantsFlags {
  readonly publicKey?: string;
  readonly json?: boolean;
  readonly dataDir: string;
}

type Checked = CheckedInvariant & { readonly service: ServiceName };

const VIOLATED = 1;

/** Checks everything that has to hold of all three services. @returns 0 when all of it holds, 1 when something does not */
export async function invariants(flags: InvariantsFlags, env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const stack = new StackFile(flags.dataDir).read();
  const databases = serviceNames.map((service) => [service, databaseUrlOf(service, env, stack)] as const);
  const cluster = clusterOf(env, stack);
  const screen = new Screen(flags.json ? process.stderr : process.stdout);
  const publicKeysPem = await publicKeys(flags.publicKey, stack, screen);

  const all: Checked[] = [];
  for (const [service, databaseUrl] of databases) {
    screen.status(`${service}: reading`);
    const request = { ask: 'invariants', databaseUrl, ...cluster, publicKeysPem } as const;
    await audit(service, request, ({ checked }) => {
      if (!checked) return;
      all.push({ service, ...checked });
      report({ service, ...checked }, screen);
      screen.status(`${service}: reading`);
    });
  }
  screen.endStatus();
  const violated = all.filter(({ holds }) => !holds).length;
  if (flags.json) process.stdout.write(`${JSON.stringify({ ok: violated === 0, invariants: all })}\n`);
  screen.line(
    violated === 0 ? `All ${all.length} hold.` : `${counted(violated, 'statement')} of ${all.length} not true.`,
  );
  return violated === 0 ? 0 : VIOLATED;
}

function report({ service, id, says, holds, violation }: Checked, screen: Screen): void {
  const where = `${service.padEnd(9)} ${id.padEnd(4)}`;
  if (holds) return screen.line(`${where} holds      ${says}`);
  screen.line(`${where} VIOLATED   ${says}`);
  screen.line(`${' '.repeat(where.length)}            ${violation}`);
}
