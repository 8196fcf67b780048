import { Module } from '@nestjs/common';
import { ClientsModule, Transport } from '@nestjs/microservices';
import { TypeOrmModule } from '@nestjs/typeorm';

import { AwardsService } from './awards.service.js';
import { entities } from './entities.js';
import { KAFKA, OutboxPoller } from './outbox.poller.js';
import { PurchasesController } from './purchases.controller.js';
import { settings } from './settings.js';

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: settings.databaseUrl,
      entities,
      synchronize: true,
      ...(settings.tuned ? { poolSize: 12 } : {}),
    }),
    ClientsModule.register([
      {
        name: KAFKA,
        transport: Transport.KAFKA,
        options: { client: { clientId: 'stock', brokers: settings.brokers }, producerOnlyMode: true },
      },
    ]),
  ],
  controllers: [PurchasesController],
  providers: [AwardsService, OutboxPoller],
})
export class StockModule {}
