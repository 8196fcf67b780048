import { Screen } from './screen.js';

function screenOf(isTTY: boolean) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const out = { isTTY, columns: 40, write: (text: string) => written.push(text) };
  return { screen: new Screen(out, () => clock.ms), written, clock };
}

describe('Screen', () => {
  it('writes a step with the seconds since the start', () => {
    const { screen, written, clock } = screenOf(false);
    clock.ms = 12_340;
    screen.step('Kafka is up');
    expect(written).toEqual(['  12.3 s  Kafka is up\n']);
  });

  it('changes the status in place on a terminal, cut to its width, and keeps lines above it', () => {
    const { screen, written } = screenOf(true);
    screen.status('x'.repeat(100));
    expect(written.pop()).toBe(`\r\u001b[2K${'x'.repeat(39)}`);
    screen.status('events in 5');
    screen.line('ledger died');
    expect(written.pop()).toBe('\r\u001b[2Kledger died\nevents in 5');
  });

  it('writes the status as a line every five seconds where there is no terminal', () => {
    const { screen, written, clock } = screenOf(false);
    for (clock.ms = 0; clock.ms <= 12_000; clock.ms += 500) screen.status(`at ${clock.ms}`);
    expect(written).toEqual(['at 0\n', 'at 5000\n', 'at 10000\n']);
  });

  it('takes the status away before what comes next', () => {
    const { screen, written } = screenOf(true);
    screen.status('importing');
    screen.endStatus();
    screen.line('done');
    expect(written.slice(-2)).toEqual(['\r\u001b[2K', 'done\n']);
  });
});
