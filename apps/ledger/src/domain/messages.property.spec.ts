import { encodeBinary, eventOfType, loyaltyCustomerErased } from '@perennial/contracts';
import { arrivals, histories, programmeIds, tried } from '@perennial/oracle';
import { programmeAt } from '@perennial/programme';
import fc from 'fast-check';

import { DAY_MS } from './calendar.js';
import { LEDGER_SOURCE } from './decision.js';
import { LedgerTrial, programmes, type Arrival } from './ledger-trial.fixture.js';
import { withTexts } from './posting/points-message.js';

const TRIED = tried(25);

describe.each(programmeIds)('the messages of the %s', (programme) => {
  it('are what their contracts say, with a text, about the customer in their subject, and encode', () => {
    const types = new Set<string>();
    const drawn = histories(programme).chain((history) =>
      arrivals<Arrival>([...history.events, ...history.decisions]).map((chunks) => ({ history, chunks })),
    );
    fc.assert(
      fc.property(drawn, ({ history: { events, decisions }, chunks }) => {
        const last = Math.max(0, ...[...events, ...decisions].map(({ at }) => at));
        const trial = new LedgerTrial(programme, decisions, last, events);
        for (const chunk of chunks) trial.arrive(chunk);
        for (const days of [13, 366, 6 * 365]) trial.ledger.tick(last + days * DAY_MS);
        for (const message of trial.ledger.messages) {
          types.add(message.type);
          const whole = withTexts(message, () => programmeAt(programmes[programme], 0));
          const data = eventOfType(whole.type)?.data.parse(whole.data) as Record<string, unknown>;
          expect(data).toEqual(whole.data);
          expect(data.customerId).toBe(message.subject);
          // The receipt of an erasure has nothing to explain.
          if (whole.type !== loyaltyCustomerErased.type)
            expect(data).toMatchObject({ reason: { text: expect.stringMatching(/\w/) } });
          const { topic, key, headers } = encodeBinary(whole, LEDGER_SOURCE);
          expect([topic.startsWith('loyalty.'), key, headers['ce_id']]).toEqual([true, message.subject, message.id]);
          const ownId = data.rewardId ?? data.transferId;
          if (ownId !== undefined) expect(ownId).toBe(message.id);
        }
      }),
      TRIED,
    );
    expect(types.size).toBeGreaterThan(5);
  });
});
