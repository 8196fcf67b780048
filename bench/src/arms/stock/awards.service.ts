import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type EntityTarget, type ObjectLiteral } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';

import { Balance, InboxEvent, Lot, Member, OutboxMessage, Sale, Transfer } from './entities.js';
import { settings } from './settings.js';

export interface PurchaseEvent {
  readonly id: string;
  readonly source: string;
  readonly time: string;
  readonly data: { readonly orderId: string; readonly customerId: string; readonly totalMinor: number };
}

const LIFE_MS = 395 * 86_400_000;

@Injectable()
export class AwardsService {
  constructor(private readonly dataSource: DataSource) {}

  async award(event: PurchaseEvent): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { source, id: eventId, data } = event;
      if (await manager.findOneBy(InboxEvent, { source, eventId })) return;
      await write(manager, InboxEvent, { source, eventId });
      const member = await this.memberOf(manager, data.customerId);
      const memberId = member.id;
      await write(manager, Sale, { orderId: data.orderId, memberId, totalMinor: data.totalMinor, data });
      const points = Math.floor(data.totalMinor / 1_000);
      const occurredAt = new Date(event.time);
      const balance = await this.lockedBalance(manager, memberId);
      balance.available += points;
      balance.transfers += 1;
      if (settings.tuned) await manager.update(Balance, { memberId }, balance);
      else await manager.save(balance);
      const transfer = manager.create(Transfer, {
        memberId,
        number: balance.transfers,
        debit: 'issuance',
        credit: 'available',
        points,
        causeId: eventId,
        occurredAt,
      });
      await write(manager, Transfer, transfer);
      await write(manager, Lot, { memberId, points, expiresAt: new Date(occurredAt.getTime() + LIFE_MS) });
      const value = {
        rewardId: transfer.id,
        customerId: data.customerId,
        memberSequence: balance.transfers,
        kind: 'points',
        points,
        reason: { rule: 'purchase', text: 'Points for your purchase' },
        availableAt: event.time,
        cause: { source, id: eventId },
      };
      await write(manager, OutboxMessage, { key: data.customerId, value });
    });
  }

  private async memberOf(manager: EntityManager, customerId: string): Promise<Member> {
    const known = await manager.findOneBy(Member, { customerId });
    if (known) return known;
    const member = manager.create(Member, { customerId });
    await write(manager, Member, member);
    return member;
  }

  private async lockedBalance(manager: EntityManager, memberId: string): Promise<Balance> {
    const known = await manager.findOne(Balance, { where: { memberId }, lock: { mode: 'pessimistic_write' } });
    if (known) return known;
    const balance = manager.create(Balance, { memberId, available: 0, transfers: 0 });
    await write(manager, Balance, balance);
    return balance;
  }
}

/** Generated columns are set on the entity by both ways. */
async function write<Entity extends ObjectLiteral>(
  manager: EntityManager,
  target: EntityTarget<Entity>,
  entity: Partial<Entity>,
): Promise<void> {
  if (settings.tuned) await manager.insert(target, entity as QueryDeepPartialEntity<Entity>);
  else await manager.save(target, entity as Entity);
}
