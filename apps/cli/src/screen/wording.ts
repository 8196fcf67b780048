const grouped = new Intl.NumberFormat('en-US');

/** 6919 → "6,919" */
export const count = (n: number): string => grouped.format(n);

/** "1 event", "2,000 events" */
export const counted = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

/** Seconds for people: "45 s", "3 min 5 s", "2 h 10 min". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** What the ticker knows. */
export interface Figures {
  readonly eventsIn: number;
  readonly eventsPerSecond: number;
  readonly rewardsOut: number;
  readonly lag: number;
  readonly quarantined: number;
  readonly restarts: number;
  /** What is not running at the moment. */
  readonly down: readonly string[];
}

/** The ticker's line: events in, rewards out, lag, quarantined, restarts. */
export function tickerLine(figures: Figures): string {
  const { eventsIn, eventsPerSecond, rewardsOut, lag, quarantined, restarts, down } = figures;
  const parts = [
    `events in ${count(eventsIn)} (${eventsPerSecond.toFixed(1)}/s)`,
    `rewards out ${count(rewardsOut)}`,
    `lag ${count(lag)}`,
    `quarantined ${count(quarantined)}`,
    `restarts ${count(restarts)}`,
  ];
  if (down.length > 0) parts.push(`starting ${down.join(', ')}`);
  return parts.join('  ·  ');
}

const BAR_WIDTH = 24;

/** A bar, how far it is, how fast it goes and how long it will take. `share` is 0 to 1, `what` one of what is done. */
export function progressLine({
  share,
  done,
  seconds,
  what = 'order',
}: {
  share: number;
  done: number;
  seconds: number;
  what?: string;
}): string {
  const filled = Math.round(Math.min(1, share) * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const perSecond = seconds > 0 ? Math.round(done / seconds) : 0;
  const left = share > 0 ? `${duration((seconds * (1 - share)) / share)} left` : '';
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${counted(done, what)}  ${count(perSecond)}/s  ${left}`;
}
