import { purchaseCompleted } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { CommandsRig, programmeText } from '../commands/commands-rig.fixture.js';

/** Bought at the petrol station; all points are gone 24 months and a day later if nothing more happens. */
const BOUGHT = '2027-02-01T10:00:00Z';
const GONE = '2029-02-02T00:00:00.000Z';

describe('a member now', () => {
  let rig: CommandsRig;
  beforeAll(async () => (rig = await CommandsRig.start(programmeText('travel-club'))));
  afterAll(() => rig?.stop());

  it('is what time made of the stored wallet: points whose reservation lapsed after their end are gone', async () => {
    for (const index of [1, 2, 3]) {
      const data = { customerId: 'ida', partnerId: 'fuel', totalMinor: 20_000, currency: 'GBP', lines: undefined };
      await rig.handle(anEvent(purchaseCompleted, { time: BOUGHT.replace('10:', `1${index}:`), data }));
    }
    rig.clock.set('2029-02-01T12:00:00Z');
    const wallet = { balance: { available: 300, reserved: 0 }, lots: [{ points: 100, expiresAt: GONE }, {}, {}] };
    expect(await rig.get('members/ida')).toMatchObject({ body: wallet });

    await rig.post('members/ida/reservations', { points: 150, ttlSeconds: 30 * 86_400 });
    rig.clock.set('2029-02-20T00:00:00Z');
    expect(await rig.get('members/ida')).toMatchObject({
      body: { balance: { available: 0, reserved: 150 }, expired: 150, lots: [] },
    });
    rig.clock.set('2029-03-04T00:00:00Z');
    expect(await rig.get('members/ida')).toMatchObject({
      body: { balance: { available: 0, reserved: 0 }, expired: 300, lots: [] },
    });
    // Folded from the facts it is the same.
    expect(await rig.get('members/ida?asOf=2029-03-04T00:00:00Z')).toMatchObject({
      body: { balance: { available: 0, reserved: 0 }, expired: 300, lots: [] },
    });
  });
});
