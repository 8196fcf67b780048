import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { choosePort } from './ports.js';

export interface StackPorts {
  readonly kafka: number;
  readonly controller: number;
  readonly postgres: number;
}

const USUAL: StackPorts = { kafka: 9092, controller: 9093, postgres: 5432 };

/**
 * The ports of the last run when they are free, so that what people have configured elsewhere stays right.
 *
 * @param avoid ports that look free and did not do
 */
export async function choosePorts(
  dataDir: string,
  wish: 'usual' | 'any',
  avoid: readonly number[] = [],
): Promise<StackPorts> {
  const file = join(dataDir, 'ports.json');
  const last = lastPorts(file);
  const usual: Partial<StackPorts> = wish === 'usual' ? USUAL : {};
  const kafka = await choosePort([last.kafka, usual.kafka], avoid);
  const controller = await choosePort([last.controller, usual.controller], [...avoid, kafka]);
  const postgres = await choosePort([last.postgres, usual.postgres], [...avoid, kafka, controller]);
  const ports = { kafka, controller, postgres };
  writeFileSync(`${file}.new`, `${JSON.stringify(ports)}\n`);
  renameSync(`${file}.new`, file);
  return ports;
}

function lastPorts(file: string): Partial<StackPorts> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
