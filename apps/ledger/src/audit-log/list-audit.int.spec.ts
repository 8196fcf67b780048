import { customerErased } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { CommandsRig } from '../commands/commands-rig.fixture.js';
import { auditReading } from './audit-reading.fixture.js';

let rig: CommandsRig;
beforeEach(async () => {
  rig = await CommandsRig.start();
});
afterEach(() => rig?.stop());

const { audit, dump, newest, verifies } = auditReading(() => rig);

describe('GET /v1/audit', () => {
  it('has the newest first, page by page, of one person or kind where asked', async () => {
    await rig.earn('ada', 100);
    for (const actor of ['ann', 'ben', 'ann'])
      await rig.post('members/ada/adjustments', { points: 1, reason: 'x' }, { actor });
    const first = await audit('?limit=3');
    expect(first.items.map(({ number }) => number)).toEqual([4, 3, 2]);
    expect(first.nextCursor).toBe('2');
    expect(await audit(`?limit=3&cursor=${first.nextCursor}`)).toMatchObject({
      items: [{ number: 1 }],
      nextCursor: null,
    });
    expect((await audit('?actor=ann')).items.map(({ number }) => number)).toEqual([4, 2]);
    expect((await audit('?actor=ann&action=programme.applied')).items).toEqual([]);
    expect((await audit('?actor=account:nothing')).items).toEqual([]);
  });

  it.each(['?limit=201', '?limit=0', '?cursor=x', '?action=made.up', '?member=ada', '?actor=%00'])(
    'refuses %s with INVALID_REQUEST',
    async (query) => {
      expect(await rig.get(`audit${query}`)).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    },
  );
});

describe('a customer in the audit log', () => {
  it('who acts themself stands there as their account, and is found and shown by their id', async () => {
    await rig.earn('ada-7f31', 10);
    await rig.earn('ben', 10);
    await rig.post('members/ada-7f31/transfers', { to: 'ben', points: 1 }, { actor: 'ada-7f31' });
    const entry = await newest();
    expect(entry).toMatchObject({ actor: 'ada-7f31', members: [{ customerId: 'ada-7f31' }, { customerId: 'ben' }] });
    expect((await audit('?actor=ada-7f31')).items).toEqual([entry]);
    expect(await dump()).not.toContain('ada-7f31');
  });

  it('who is forgotten is there by account alone: no byte of their id, and it verifies', async () => {
    await rig.earn('ada-7f31', 100);
    await rig.earn('ben', 10);
    await rig.post('members/ada-7f31/adjustments', { points: 5, reason: 'For ada-7f31' }, { actor: 'zoe' });
    await rig.post('members/ada-7f31/transfers', { to: 'ben', points: 1 }, { actor: 'ada-7f31' });
    const { members } = await newest();
    await rig.handle(anEvent(customerErased, { data: { customerId: 'ada-7f31' } }));
    expect(await newest()).toMatchObject({
      ...{
        actor: `account:${members[0]?.account}`,
        members: [{ account: members[0]?.account }, { customerId: 'ben' }],
      },
    });
    expect(JSON.stringify((await audit()).items)).not.toContain('ada-7f31');
    expect(await dump()).not.toContain('ada-7f31');
    // Nor does a request that still names them bring them back.
    await rig.earn('cid', 10);
    await rig.post('members/cid/transfers', { to: 'ben', points: 1 }, { actor: 'ada-7f31' });
    expect(await newest()).not.toHaveProperty('actor');
    expect(await dump()).not.toContain('ada-7f31');
    await verifies();
  });
});
