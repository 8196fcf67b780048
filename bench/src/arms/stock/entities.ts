import { Column, CreateDateColumn, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

@Entity('inbox_event')
export class InboxEvent {
  @PrimaryColumn('text') source!: string;
  @PrimaryColumn('text') eventId!: string;
  @CreateDateColumn({ type: 'timestamptz' }) receivedAt!: Date;
}

@Entity('member')
export class Member {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index({ unique: true }) @Column('text') customerId!: string;
}

@Entity('sale')
export class Sale {
  @PrimaryColumn('text') orderId!: string;
  @Index() @Column('uuid') memberId!: string;
  @Column('int') totalMinor!: number;
  @Column('jsonb') data!: object;
}

@Entity('transfer')
export class Transfer {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column('uuid') memberId!: string;
  @Column('int') number!: number;
  @Column('text') debit!: string;
  @Column('text') credit!: string;
  @Column('int') points!: number;
  @Column('text') causeId!: string;
  @Column('timestamptz') occurredAt!: Date;
  @CreateDateColumn({ type: 'timestamptz' }) bookedAt!: Date;
}

@Entity('lot')
export class Lot {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column('uuid') memberId!: string;
  @Column('int') points!: number;
  @Column('timestamptz') expiresAt!: Date;
}

@Entity('balance')
export class Balance {
  @PrimaryColumn('uuid') memberId!: string;
  @Column('int') available!: number;
  @Column('int') transfers!: number;
}

@Entity('outbox_message')
export class OutboxMessage {
  @PrimaryGeneratedColumn('increment') id!: number;
  @Column('text') key!: string;
  @Column('jsonb') value!: object;
}

export const entities = [InboxEvent, Member, Sale, Transfer, Lot, Balance, OutboxMessage];
