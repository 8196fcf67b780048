import kafkajs, { type Admin, type KafkaJSProtocolError } from 'kafkajs';

import { askLeaders } from './ask-leaders.js';

const offsets = [{ partition: 0, offset: '7', high: '7', low: '0' }];
const moved = protocolError('NOT_LEADER_FOR_PARTITION');

describe('asking leaders', () => {
  it('asks an admin that connects anew when the leader has moved, and disconnects it', async () => {
    const known = adminThat(() => Promise.reject(moved));
    const anew = adminThat(() => Promise.resolve(offsets));
    expect(await askLeaders(known.admin, () => Promise.resolve(anew.admin), fetchOffsets)).toEqual(offsets);
    expect([known.disconnects, anew.disconnects]).toEqual([0, 1]);
  });

  it('connects anew until there is a leader', async () => {
    const elections = [protocolError('LEADER_NOT_AVAILABLE'), moved];
    const admins: ReturnType<typeof adminThat>[] = [];
    const another = (): Promise<Admin> => {
      const error = elections.shift();
      const one = adminThat(() => (error ? Promise.reject(error) : Promise.resolve(offsets)));
      admins.push(one);
      return Promise.resolve(one.admin);
    };
    expect(await askLeaders(adminThat(() => Promise.reject(moved)).admin, another, fetchOffsets)).toEqual(offsets);
    expect(admins.map(({ disconnects }) => disconnects)).toEqual([1, 1, 1]);
  });

  it('passes every other error on, and connects nothing', async () => {
    let connected = 0;
    const another = (): Promise<Admin> => {
      connected += 1;
      return Promise.resolve(adminThat(() => Promise.resolve(offsets)).admin);
    };
    const refused = protocolError('TOPIC_AUTHORIZATION_FAILED');
    await expect(askLeaders(adminThat(() => Promise.reject(refused)).admin, another, fetchOffsets)).rejects.toBe(
      refused,
    );
    expect(connected).toBe(0);
  });
});

const fetchOffsets = (admin: Admin): Promise<typeof offsets> => admin.fetchTopicOffsets('t');

function protocolError(type: string): KafkaJSProtocolError {
  return new kafkajs.KafkaJSProtocolError({ type, code: 0, retriable: true, message: type } as never);
}

function adminThat(answer: () => Promise<typeof offsets>): { readonly admin: Admin; disconnects: number } {
  const one = { disconnects: 0, admin: {} as Admin };
  Object.assign(one.admin, {
    fetchTopicOffsets: answer,
    disconnect: () => Promise.resolve(void (one.disconnects += 1)),
  });
  return one;
}
