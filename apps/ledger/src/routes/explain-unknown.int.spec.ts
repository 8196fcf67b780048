import { identityOf, returnCompleted, type Envelope } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { ProgrammeRig } from '../programme/programme-rig.fixture.js';
import { next, order } from './explaining.fixture.js';

let rig: ProgrammeRig;
beforeAll(async () => {
  rig = await ProgrammeRig.start();
});
afterAll(() => rig?.stop());

const explain = (customerId: string, event: Envelope) => rig.explain(customerId, event);

describe('an event that cannot be explained', () => {
  it('because it tells again what another one told says so, until its id is taken by one that is accepted', async () => {
    const event = order('again', 'ag-1', 10_000);
    const repeat = { ...event, id: 'told-again' };
    await rig.deliver(event, repeat, repeat, order('another', 'ag-2', 10_000));
    expect(await explain('again', repeat)).toMatchObject({
      ...{ outcome: 'no-effect', reason: 'already-accepted', rules: [], transfers: [], lots: [] },
    });
    expect(await explain('again', event)).toMatchObject({ outcome: 'applied', rules: [{ points: 10 }] });
    await expect(explain('another', repeat)).rejects.toMatchObject(UNKNOWN_EVENT);
    await rig.deliver({ ...order('again', 'ag-3', 20_000), id: repeat.id });
    expect(await explain('again', repeat)).toMatchObject({ outcome: 'applied', rules: [{ points: 20 }] });
  });

  it('is 404 UNKNOWN_EVENT for a member it has nothing to do with, and 404 UNKNOWN_MEMBER for nobody', async () => {
    const event = order('one', 'u-1', 10_000);
    await rig.deliver(event, order('two', 'u-2', 10_000));
    await expect(explain('two', event)).rejects.toMatchObject({ status: 404, code: 'UNKNOWN_EVENT' });
    await expect(explain('one', { ...event, id: 'other' })).rejects.toMatchObject({
      status: 404,
      code: 'UNKNOWN_EVENT',
    });
    await expect(explain('nobody', event)).rejects.toMatchObject({ status: 404, code: 'UNKNOWN_MEMBER' });
  });

  const UNKNOWN_EVENT = { status: 404, code: 'UNKNOWN_EVENT' };
  const UNKNOWN_MEMBER = { status: 404, code: 'UNKNOWN_MEMBER' };
  let offset = 0;
  const quarantine = (id: string, key: string | null, data: object) =>
    rig.db.query(
      `insert into quarantine (topic, partition, record_offset, reason, detail, event_id, source, key, value, headers, at)
       values ('commerce.referral', 0, $1, 'INVALID_DATA', 'data.referrerId: what is wrong', $2, '/shop', $3, $4, '[]', now())`,
      [(offset += 1), id, key === null ? null : Buffer.from(key), Buffer.from(JSON.stringify({ id, data }))],
    );

  it('because it was quarantined is shown to those it names, and to nobody else', async () => {
    await rig.deliver(order('q-one', 'q-1', 1_000), order('q-two', 'q-2', 1_000), order('q-else', 'q-3', 1_000));
    await quarantine('r-bad', 'q-one', { referrerId: 'q-one', refereeId: 'q-two' });
    const bad = { source: '/shop', id: 'r-bad' };
    for (const customerId of ['q-one', 'q-two']) {
      expect(await rig.explain(customerId, bad)).toMatchObject({
        ...{ outcome: 'quarantined', reason: 'INVALID_DATA', detail: 'data.referrerId: what is wrong' },
      });
    }
    await expect(rig.explain('q-else', bad)).rejects.toMatchObject(UNKNOWN_EVENT);
    await expect(rig.explain('nobody', bad)).rejects.toMatchObject(UNKNOWN_MEMBER);
  });

  it('because it was quarantined and names nobody is shown without what was wrong in it', async () => {
    await rig.deliver(order('q-four', 'q-4', 1_000));
    await quarantine('r-nobody', null, {});
    const shown = await rig.explain('q-four', { source: '/shop', id: 'r-nobody' });
    expect(shown).toMatchObject({ outcome: 'quarantined', reason: 'INVALID_DATA' });
    expect(shown).not.toHaveProperty('detail');
  });

  it('because it is parked is shown to whom its data names, and to nobody else', async () => {
    const waiting = anEvent(returnCompleted, {
      ...{ time: next(), subject: undefined },
      data: { orderId: 'p-unheard-of', customerId: 'p-one', currency: 'USD', amountMinor: 1, lines: undefined },
    });
    await rig.deliver(order('p-one', 'p-1', 1_000), order('p-two', 'p-2', 1_000), waiting);
    // A rehearsal stops before the event is put where it waits.
    await rig.db.query(
      `insert into parked_event (event_key, waits_for, bucket, source, event_id, type, at, time, trace, data,
                                 payload_digest, data_digest, topic, partition, record_offset, record, since)
       values ($1, 'order:p-unheard-of', 0, $2, $3, $4, $5::timestamptz, $5::text, '{}', $6, $1, $1, $7, 0, 0, '', now())`,
      [
        ...[identityOf(waiting), waiting.source, waiting.id, waiting.type, waiting.time],
        ...[JSON.stringify(waiting.data), returnCompleted.topic],
      ],
    );
    expect(await explain('p-one', waiting)).toMatchObject({ outcome: 'parked', reason: 'order:p-unheard-of' });
    await expect(explain('p-two', waiting)).rejects.toMatchObject(UNKNOWN_EVENT);
    await expect(explain('nobody', waiting)).rejects.toMatchObject(UNKNOWN_MEMBER);
  });
});
