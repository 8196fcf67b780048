import { StackFile } from '@perennial/stack';

import { clockOf } from './clock.js';
import { startDocker } from './docker.js';
import type { Undo } from './servers.js';
import { usualProgramme } from './workspace.js';

describe('startDocker', () => {
  const events = { step: () => undefined, died: () => undefined, recovered: () => undefined };

  it.each([
    ['--programme', '/elsewhere/club.yaml', {}],
    ['PERENNIAL_NOW', usualProgramme, { PERENNIAL_NOW: '2027-03-01T10:00:00Z' }],
    ['PERENNIAL_TOPIC_PREFIX', usualProgramme, { PERENNIAL_TOPIC_PREFIX: 'trial.' }],
  ])('refuses %s, which does not reach the containers, before it starts anything', async (name, programme, env) => {
    const undo: Undo = [];
    const starting = startDocker({ env, programme, clock: clockOf(env) }, new StackFile('/nowhere'), events, undo);
    await expect(starting).rejects.toThrow(`${name} cannot be used with --docker`);
    expect(undo).toEqual([]);
  });
});
