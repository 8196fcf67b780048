import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CheckpointLog } from './checkpoint-log.js';
import { SealsRig, SOURCE } from './seals-rig.fixture.js';

describe('the file of checkpoints', () => {
  let rig: SealsRig;
  let dir: string;
  let file: string;
  beforeEach(async () => {
    rig = await SealsRig.start();
    dir = mkdtempSync(join(tmpdir(), 'perennial-log-'));
    file = join(dir, 'checkpoints.jsonl');
  });
  afterEach(async () => {
    rmSync(dir, { recursive: true });
    await rig?.stop();
  });

  const catchUp = () => new CheckpointLog(file, SOURCE).catchUp(rig.db);
  const numbers = () =>
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).data.number);
  async function sealed(): Promise<void> {
    await rig.book(2);
    await rig.seal();
  }

  it('gets each checkpoint once, also those signed while nobody wrote it', async () => {
    await catchUp();
    expect(readFileSync(file, 'utf8')).toBe('');
    await sealed();
    await catchUp();
    await catchUp();
    await sealed();
    await sealed();
    await catchUp();
    expect(numbers()).toEqual([1, 2, 3]);
  });

  it('gets a line that was cut off once more, whole', async () => {
    await sealed();
    await sealed();
    await catchUp();
    const whole = readFileSync(file, 'utf8');
    truncateSync(file, whole.length - 7);
    await catchUp();
    expect(readFileSync(file, 'utf8')).toBe(whole);
    writeFileSync(file, whole.slice(0, 9));
    await catchUp();
    expect(readFileSync(file, 'utf8')).toBe(whole);
  });

  it('stays as it is when the database was set back, even after other checkpoints took the numbers', async () => {
    await sealed();
    await sealed();
    await catchUp();
    const whole = readFileSync(file, 'utf8');
    await rig.tamper('delete from sealed_booking where checkpoint = 2', 'delete from checkpoint where number = 2');
    await expect(catchUp()).rejects.toMatchObject({ code: 'CHECKPOINTS_DIVERGED' });
    await sealed();
    await sealed();
    await expect(catchUp()).rejects.toThrow('ends with checkpoint 2');
    expect(readFileSync(file, 'utf8')).toBe(whole);
  });
});
