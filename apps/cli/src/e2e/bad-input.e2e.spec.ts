import { connectProducer } from '@perennial/messaging';
import { badInput, BAD_INPUT_NOW, RunningPlatform, type BadInput, type PlatformService } from '@perennial/testing';

/** What each service besides the ledger, which has a spec of its own, reads. */
const READS = {
  campaign: [
    ...['commerce.purchase', 'commerce.return', 'commerce.customer', 'commerce.review', 'commerce.referral'],
    ...['commerce.engagement', 'commerce.survey', 'commerce.service-issue'],
  ],
  metrics: ['commerce.purchase', 'commerce.return', 'commerce.customer', 'commerce.survey'],
} as const;

interface Page {
  readonly items: readonly { readonly topic: string; readonly offset: number; readonly reason: string }[];
  readonly nextCursor: string | null;
}

describe('a platform that is sent bad input', () => {
  let platform: RunningPlatform;
  const cases = badInput();
  /** By topic: the case at each offset. All records go to partition 0. */
  const sent = new Map<string, BadInput[]>();

  beforeAll(async () => {
    platform = await RunningPlatform.startAt(BAD_INPUT_NOW, '--no-demo');
    const producer = await connectProducer({ brokers: platform.brokers });
    for (const each of cases) sent.set(each.record.topic, [...(sent.get(each.record.topic) ?? []), each]);
    await producer.send(
      cases.map(({ record: { topic, key = null, value, headers = {} } }) => {
        const given = Object.entries(headers).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]));
        return { topic, key, value, headers: Object.fromEntries(given), partition: 0 };
      }),
    );
    await producer.disconnect();
    await platform.settled();
  }, 240_000);

  afterAll(() => platform?.end(), 60_000);

  /** Offset and reason of everything a service has set aside, but for references. */
  async function quarantineOf(service: PlatformService): Promise<string[]> {
    const found: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body }: { body: Page } = await platform.get<Page>(service, `/v1/quarantine?limit=200${query}`);
      const others = body.items.filter(({ topic, offset }) => sent.get(topic)?.[offset]?.group !== 'references');
      found.push(...others.map(({ topic, offset, reason }) => `${topic}/${offset} ${reason}`));
      cursor = body.nextCursor;
    }
    return found.toSorted();
  }

  // References are for each service to judge: here each case has lost what was given before it.
  it.each(['campaign', 'metrics'] as const)(
    'has each record that is no event set aside by %s, and no other',
    async (service) => {
      const expected = READS[service].flatMap((topic) =>
        (sent.get(topic) ?? []).flatMap(({ group, outcome }, offset) =>
          outcome.is === 'quarantined' && group !== 'references' ? [`${topic}/${offset} ${outcome.reason}`] : [],
        ),
      );
      expect(expected.length).toBeGreaterThan(100);
      expect(await quarantineOf(service)).toEqual(expected.toSorted());
    },
  );

  it('keeps every invariant', async () => {
    expect(await platform.violations()).toEqual([]);
  });
});
