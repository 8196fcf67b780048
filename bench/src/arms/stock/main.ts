import 'reflect-metadata';

import { NestFactory } from '@nestjs/core';
import { Transport, type MicroserviceOptions } from '@nestjs/microservices';

import { settings } from './settings.js';
import { StockModule } from './stock.module.js';

const app = await NestFactory.createMicroservice<MicroserviceOptions>(StockModule, {
  transport: Transport.KAFKA,
  options: {
    client: { clientId: 'stock', brokers: settings.brokers },
    consumer: { groupId: `stock-${process.pid}` },
    subscribe: { fromBeginning: true },
    // Without it the transport handles one partition at a time.
    run: { partitionsConsumedConcurrently: settings.tuned ? 12 : 3 },
  },
});
app.enableShutdownHooks();
await app.listen();
