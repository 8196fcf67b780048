import { setTimeout as sleep } from 'node:timers/promises';

import { backlogOf, drained } from './drain.js';
import { Faults } from './faults.js';
import { Deciders } from './load/decisions.js';
import type { ChaosHistory } from './load/histories.js';
import { Publisher } from './load/publisher.js';
import { RuleChanges } from './load/rule-changes.js';
import { trafficOf } from './load/traffic.js';
import type { Plan } from './plan.js';
import type { Progress } from './progress.js';
import { randomOf } from '@perennial/testing';
import { Recoveries } from './recoveries.js';
import { within } from './within.js';
import { NOW_AT_START, type World } from './world.js';

const DECIDERS = 2;
const DECISION_PAUSE_MS = 250;
const STATUS_EVERY_MS = 2_000;

/** Load and faults together, and then the time until everything has come to rest. */
export class Storm {
  readonly publisher: Publisher;
  readonly deciders: Deciders;
  readonly ruleChanges: RuleChanges;
  readonly recoveries: Recoveries;
  readonly faults: Faults;
  private isOver = false;
  /** What has begun while there were faults, and ends without them. */
  private begun: readonly Promise<void>[] = [];

  constructor(
    private readonly world: World,
    readonly histories: readonly ChaosHistory[],
    private readonly plan: Plan,
    private readonly onNews: (text: string) => void,
  ) {
    const { options } = plan;
    const random = (stream: string) => randomOf(options.seed, stream);
    const latest = NOW_AT_START + options.minutes * 60_000;
    this.publisher = new Publisher(world.proxiedCluster, trafficOf(histories, random('traffic'), latest));
    const ledgers = () => world.instancesOf('ledger').map((name) => world.process(name).url);
    this.deciders = new Deciders(options.programme, random('decisions'), ledgers);
    this.ruleChanges = new RuleChanges(options.programme, random('rule changes'), ledgers);
    this.recoveries = new Recoveries(world);
    this.faults = new Faults(world, this.recoveries, random('victims'), onNews);
  }

  /** Until the last fault is over. */
  async rage(progress: Progress): Promise<void> {
    const { minutes, kills } = this.plan.options;
    this.undisturb();
    const durationMs = minutes * 60_000;
    const startedMs = performance.now();
    const elapsed = () => Math.min(1, (performance.now() - startedMs) / durationMs);
    const arrived = () => this.histories.slice(0, Math.floor(elapsed() * this.histories.length));
    const deciding = Array.from({ length: DECIDERS }, () =>
      this.deciders.run(arrived, () => this.isOver, DECISION_PAUSE_MS),
    );
    const publishing = this.publisher.run(elapsed, 1 - Number.EPSILON);
    const ruling = this.ruleChanges.run(elapsed);
    const raging = this.faults.run(this.plan.schedule);
    const telling = this.tell(async () => {
      const left = Math.max(0, Math.round((durationMs - (performance.now() - startedMs)) / 1_000));
      progress.status(`Faults and load: ${left} s left, ${this.faults.kills} of ${kills} kills, ${await this.state()}`);
    });
    await Promise.all([raging, sleep(durationMs)]);
    this.isOver = true;
    this.undisturb();
    this.begun = [publishing, ruling, ...deciding];
    await telling;
  }

  /** No more faults: what was begun ends, what was held back arrives, and everything comes to rest. @throws Error when something does not */
  async calm(progress: Progress): Promise<void> {
    progress.step('No more faults: waiting until everything has come to rest');
    const { patienceMs } = this.plan;
    for (const process of this.world.services.values()) process.crashes = 0;
    await this.world.ready(patienceMs);
    await this.all(...this.begun);
    await this.all(this.publisher.run(() => 1, 1));
    await this.recoveries.settled(patienceMs);
    await this.rest(progress);
    await this.all(this.deciders.rush(this.histories));
    await this.rest(progress);
    this.world.proxies.postgres.become({ kind: 'pass' });
    this.onNews('everything has come to rest');
  }

  private undisturb(): void {
    const { databaseMs: ms } = this.plan;
    this.world.proxies.kafka.become({ kind: 'pass' });
    this.world.proxies.postgres.become(ms > 0 ? { kind: 'late', ms } : { kind: 'pass' });
  }

  private rest(progress: Progress): Promise<void> {
    return drained(this.world, this.plan.patienceMs, ({ lag, outbox }) =>
      progress.status(`Coming to rest: ${lag} records and ${outbox} messages wait`),
    );
  }

  private async all(...work: readonly Promise<void>[]): Promise<void> {
    const { patienceMs } = this.plan;
    await within(patienceMs, Promise.all(work), () => {
      const { left } = this.publisher;
      return `${left} batches are not acknowledged and ${this.deciders.open} requests not answered after ${patienceMs / 1_000} s`;
    });
  }

  private async state(): Promise<string> {
    const { published } = this.publisher;
    const answered = this.deciders.answered.length;
    const lag = await backlogOf(this.world).then(
      (backlog) => `lag ${backlog.lag}`,
      () => 'lag not known',
    );
    return `${published} records published, ${answered} decisions, ${lag}`;
  }

  private async tell(say: () => Promise<void>): Promise<void> {
    while (!this.isOver) {
      await say();
      await sleep(STATUS_EVERY_MS);
    }
  }
}
