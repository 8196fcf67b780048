import { setTimeout as sleep } from 'node:timers/promises';

import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { ClientKafka } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { DataSource, In } from 'typeorm';

import { OutboxMessage } from './entities.js';
import { settings } from './settings.js';

export const KAFKA = Symbol('kafka');

const AT_ONCE = 500;
const POLL_MS = 50;

@Injectable()
export class OutboxPoller implements OnApplicationBootstrap, OnApplicationShutdown {
  private stopped = false;
  private polling = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    @Inject(KAFKA) private readonly kafka: ClientKafka,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.kafka.connect();
    this.polling = this.poll();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.polling;
    while ((await this.publishSome()) > 0);
    await this.kafka.close();
  }

  private async poll(): Promise<void> {
    while (!this.stopped) if ((await this.publishSome()) < AT_ONCE) await sleep(POLL_MS);
  }

  private async publishSome(): Promise<number> {
    const outbox = this.dataSource.getRepository(OutboxMessage);
    const messages = await outbox.find({ order: { id: 'ASC' }, take: AT_ONCE });
    if (messages.length === 0) return 0;
    const records = messages.map(({ key, value }) => ({ key, value }));
    if (settings.tuned) await lastValueFrom(this.kafka.emitBatch(settings.output, { messages: records }));
    else await Promise.all(records.map((record) => lastValueFrom(this.kafka.emit(settings.output, record))));
    await outbox.delete({ id: In(messages.map(({ id }) => id)) });
    return messages.length;
  }
}
