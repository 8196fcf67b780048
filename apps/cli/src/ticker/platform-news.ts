import type { PlatformEvents } from '../platform/servers.js';
import type { Screen } from '../screen/screen.js';

/** Tells the person at the terminal what becomes of the servers and services, and keeps count for the ticker. */
export class PlatformNews implements PlatformEvents {
  restarts = 0;
  private readonly ended = new Set<string>();

  constructor(private readonly screen: Pick<Screen, 'step' | 'trouble'>) {}

  /** What died and is not back yet. */
  get down(): readonly string[] {
    return [...this.ended];
  }

  readonly step = (text: string): void => this.screen.step(text);

  readonly died = (name: string, how: string, restartInMs: number): void => {
    this.restarts += 1;
    this.ended.add(name);
    this.screen.trouble(`${name} ended (${how}); starting it again in ${restartInMs / 1000} s`);
  };

  readonly recovered = (name: string): void => {
    this.ended.delete(name);
    this.screen.step(`${name} is back`);
  };
}
