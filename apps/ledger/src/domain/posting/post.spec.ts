import { purchaseCompleted } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import type { Movement } from '../world.js';
import { post, uniqueNames } from './post.js';
import { aMember, aMovement } from './postings.fixture.js';
import type { Member } from './transfer.js';

const cause = anEvent(purchaseCompleted, { id: 'paid', source: '/shop', time: '2027-01-05T10:00:00Z' });

const posting = (member: Member, movements: readonly Movement[], by: typeof cause | undefined = cause) =>
  post(
    member,
    movements.map((movement) => ({ movement, points: movement.points, corrects: false })),
    by,
    uniqueNames(),
  );
const inShort = ({ transfers }: ReturnType<typeof post>) =>
  transfers.map(({ kind, debit, credit, points }) => `${kind}: ${points} from ${debit} to ${credit}`);

describe('what is posted', () => {
  it('goes on with the numbers of the member, one series for transfers and one for each topic', () => {
    const { member, transfers, messages } = posting(aMember({ available: 7n }), [
      aMovement(10n),
      aMovement(-3n, { thing: 'order:o-2', takenBack: true }),
    ]);
    expect(transfers.map(({ number, memberSequence }) => [number, memberSequence])).toEqual([
      [5n, 3n],
      [6n, 2n],
    ]);
    expect([member.transfers, member.rewardSequence, member.pointsSequence]).toEqual([6n, 3n, 2n]);
    expect(messages.map(({ type, data }) => [type, data.memberSequence])).toEqual([
      ['loyalty.reward.issued.v1', 3],
      ['loyalty.points.clawed-back.v1', 2],
    ]);
  });

  it('brings every part of the wallet to what the fold says', () => {
    expect(inShort(posting(aMember({ debt: 4n }, { available: 6n }), [aMovement(-10n, { takenBack: true })]))).toEqual([
      'clawback: 10 from available to issuance',
      'debt: 4 from debt to available',
    ]);
    expect(inShort(posting(aMember({ available: 3n }, { debt: 7n }), [aMovement(10n)]))).toEqual([
      'accrual: 10 from issuance to available',
      'repayment: 7 from available to debt',
    ]);
    expect(inShort(posting(aMember({ available: 5n }, { pending: 5n }), []))).toEqual([
      'activation: 5 from pending to available',
    ]);
  });

  it('says the balance after all of it in every message', () => {
    const { messages } = posting(aMember({ debt: 4n }, { available: 6n }), [aMovement(-10n, { takenBack: true })]);
    expect(messages).toMatchObject([{ data: { points: 10, balance: { available: 0, debt: 4 } } }]);
  });

  it('names what points are for when they are given, taken back and lowered, and in no other message', () => {
    const { messages } = posting(aMember({ available: 9n }, { available: 20n }), [
      aMovement(10n, { thing: 'referral:f-1' }),
      aMovement(-10n, { thing: 'referral:f-1', takenBack: true }),
      aMovement(-4n, { thing: 'referral:f-2' }),
      aMovement(-7n, { kind: 'expiry', rule: 'expiry', thing: 'referral:f-3' }),
    ]);
    expect(messages.map(({ type, data }) => [type, data['thing']])).toEqual([
      ['loyalty.reward.issued.v1', 'referral:f-1'],
      ['loyalty.points.clawed-back.v1', 'referral:f-1'],
      ['loyalty.points.clawed-back.v1', 'referral:f-2'],
      ['loyalty.points.expired.v1', undefined],
    ]);
  });

  it('tells nobody that points are owed or repaid', () => {
    const { transfers, messages } = posting(aMember({ available: 3n }, { debt: 7n }), [aMovement(10n)]);
    expect([transfers.length, messages.length]).toEqual([2, 1]);
  });

  it('is nothing for nothing: no transfer, no message, no number', () => {
    const member = aMember({ available: 3n }, { available: 3n });
    expect(posting(member, [])).toEqual({ member, transfers: [], messages: [] });
  });

  it('has ids that follow from member, rule, thing and cause alone', () => {
    const movements = [aMovement(10n)];
    const idOf = (member: Member, by = cause, changes: Partial<Movement> = {}) =>
      posting(member, movements.map((each) => ({ ...each, ...changes })), by).transfers[0]?.transferId; // prettier-ignore
    const id = idOf(aMember({ available: 10n }));
    expect(idOf({ ...aMember({ available: 99n }), transfers: 77n, rewardSequence: 9n })).toBe(id);
    expect(idOf(aMember({ available: 10n }), cause, { points: 12n, at: 5, programmeVersion: 2 })).toBe(id);
    const others = [
      idOf({ ...aMember({ available: 10n }), customerId: 'c-2' }),
      idOf(aMember({ available: 10n }), { ...cause, id: 'other' }),
      idOf(aMember({ available: 10n }), { ...cause, source: '/other' }),
      idOf(aMember({ available: 10n }), cause, { rule: 'review' }),
      idOf(aMember({ available: 10n }), cause, { thing: 'order:o-2' }),
    ];
    expect(new Set([id, ...others]).size).toBe(6);
  });

  it('names two changes of one award by one event differently', () => {
    const { transfers } = posting(aMember({ available: 6n }), [aMovement(10n), aMovement(-4n, { takenBack: true })]);
    expect(transfers[0]?.transferId).not.toBe(transfers[1]?.transferId);
  });

  it('of what time alone does, names the fact that earned the points as the cause', () => {
    const expiry = aMovement(-5n, {
      kind: 'expiry',
      rule: 'expiry',
      byTime: true,
      at: Date.parse('2028-02-01T00:00:00Z'),
    });
    const { messages } = posting(aMember({}, { available: 5n }), [expiry], undefined);
    expect(messages).toMatchObject([
      { type: 'loyalty.points.expired.v1', time: '2028-02-01T00:00:00.000Z', causationid: 'paid', data: { points: 5 } },
    ]);
  });

  it('has another id for what time does once more, for the same cause and instant', () => {
    const expiry = aMovement(-5n, { kind: 'expiry', rule: 'expiry', byTime: true });
    const idOf = (transfers: bigint, by?: typeof cause) =>
      posting({ ...aMember({}, { available: 5n }), transfers }, [expiry], by).transfers[0]?.transferId;
    expect(new Set([idOf(1n), idOf(3n), idOf(5n, cause)]).size).toBe(3);
    expect(idOf(3n)).toBe(idOf(3n));
  });

  it('calls an award that a late fact lowers a correction, and one that is taken back a clawback', () => {
    const lowered = aMovement(-4n);
    const back = { ...lowered, takenBack: true };
    expect(posting(aMember({}, { available: 4n }), [lowered]).transfers[0]?.kind).toBe('correction');
    expect(posting(aMember({}, { available: 4n }), [back]).transfers[0]?.kind).toBe('clawback');
    // Taken back by an earlier return, which this event only made known.
    const other = { ...back, because: { ...back.because, id: 'other' } };
    expect(posting(aMember({}, { available: 4n }), [other]).transfers[0]?.kind).toBe('correction');
  });

  it('publishes the correction of an expiry as an adjustment, signed', () => {
    const undone = aMovement(5n, { kind: 'expiry', rule: 'expiry' });
    expect(posting(aMember({ available: 5n }), [undone]).messages).toMatchObject([
      { type: 'loyalty.points.adjusted.v1', data: { points: 5 } },
    ]);
  });
});
