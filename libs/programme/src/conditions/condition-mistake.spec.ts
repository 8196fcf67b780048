import {
  engagementRecorded,
  partnerAccrued,
  purchaseCompleted,
  reviewPublished,
  tierChanged,
} from '@perennial/contracts';

import { conditionMistake } from './condition-mistake.js';

const inPurchase = (text: string) => conditionMistake(text, [purchaseCompleted]);

describe('the check of a condition', () => {
  it.each([
    ['data.totalMinor >= 10000 && data.currency == "USD"', purchaseCompleted],
    ['has(data.lines) && data.lines.exists(l, has(l.category) && l.category == "rings")', purchaseCompleted],
    ['data.lines.filter(l, l.category == "rings").exists(l, l.quantity > 1)', purchaseCompleted],
    ['data.lines.map(l, l.quantity * l.unitPriceMinor).exists(a, a >= 50000)', purchaseCompleted],
    ['"WELCOME" in data.codes || data.codes[0].startsWith("VIP")', purchaseCompleted],
    ['data.taxIncluded ? data.totalMinor > 120 : data.totalMinor > 100', purchaseCompleted],
    ['double(data.totalMinor) * 1.1 > 500.0', purchaseCompleted],
    ['!has(data.photos) || data.photos < 3', reviewPublished],
    ['data.kind == "event-attended" && data.category.lowerAscii().trim().contains("ring")', engagementRecorded],
    ['data.amountMinor > 1000', partnerAccrued],
    ['member.tier == "gold"', reviewPublished],
  ])('finds nothing wrong with %s', (text, event) => {
    expect(conditionMistake(text, [event])).toBeUndefined();
  });

  it.each([
    ['data.totalMinor >', 17, 'is not a CEL expression: Unexpected token: EOF'],
    ['data.channel = "store"', 13, 'is not a CEL expression: '],
    ['data.totlaMinor > 1', 5, 'has no field totlaMinor to look at; did you mean totalMinor?'],
    ['has(data.chanel)', 9, 'has no field chanel to look at; did you mean channel?'],
    ['data.lines.exists(l, l.categry == "x")', 23, 'has no field categry to look at; did you mean category?'],
    ['data.lines.all(l, has(l.colour))', 24, 'has no field colour to look at'],
    ['order.totalMinor > 1', 0, 'looks at order, which is not there; there are data (of the event) and member'],
    ['member.teir == "gold"', 7, 'has no field teir to look at; did you mean tier?'],
    ['data.customerId == "c-1"', 5, 'has no field customerId to look at: it is not kept'],
    ['has(data.customerId)', 9, 'has no field customerId to look at: it is not kept'],
    ['data.channel > 5', 0, 'does not go together: no such overload: string > int'],
    ['true && data.totalMinor * 1.5 > 3.0', 8, 'does not go together: no such overload: int * double'],
    ['data.totalMinor', 0, 'must be true or false in the end, such as data.totalMinor >= 10000; this is int'],
    ['data.channel.matches("^(a+)+$")', 0, 'calls matches, which is not available; there are has, size, '],
    ['cel.bind(a, data.codes, a == a)', 0, 'calls bind, which is not available'],
    ['data.channel.split("") == ["a"]', 0, 'calls split, which is not available'],
    ['data.lines.all(a, data.lines.all(b, true))', 18, 'goes over a list (all) inside of going over a list'],
    ['data.lines.map(a, [a].map(b, b)).size() > 1', 18, 'goes over a list (map) inside of going over a list'],
    ['data.lines.all(a, a in data.lines)', 23, 'looks at all of data.lines inside of going over a list'],
    ['data.codes.all(c, (data.codes + data.codes).size() > 1)', 19, 'looks at all of data.codes inside'],
    [`1 == ${'1 + '.repeat(200)}1`, 0, 'is too large: at most 200 parts'],
    [`${'('.repeat(31)}true${')'.repeat(31)}`, 0, 'nested at most 30 deep'],
  ])('says where and what would be right: %s', (text, offset, message) => {
    const mistake = inPurchase(text);
    expect(mistake?.message).toContain(message);
    if (!message.includes('at most')) expect(mistake?.offset).toBe(offset);
  });

  it.each([
    ['data.tier == "platinum"', 'has no field tier to look at'],
    ['data.form == "gold"', 'has no field form to look at; did you mean from?'],
    ['customer.form == "gold"', 'has no field form to look at'],
    ['customer.teir == "gold"', 'has no field teir to look at; did you mean tier?'],
  ])('suggests fields of what was looked at alone: %s', (text, message) => {
    expect(conditionMistake(text, [tierChanged], 'customer')?.message).toBe(message);
  });

  it('suggests no field of a line for one of the order, nor the other way round', () => {
    expect(inPurchase('data.category == "x"')?.message).toBe('has no field category to look at');
    expect(inPurchase('data.lines.exists(l, l.chanel == "x")')?.message).toBe('has no field chanel to look at');
  });

  it('does not know the digest of what somebody wrote: it is not kept', () => {
    expect(conditionMistake('has(data.bodyDigest)', [reviewPublished])?.message).toContain('has no field bodyDigest');
  });

  it('says why there are no stars of a review, whoever asks', () => {
    for (const subject of ['member', 'customer'] as const)
      expect(conditionMistake('data.rating == 5', [reviewPublished], subject)?.message).toBe(
        'has no field rating to look at: neither points nor offers may depend on how many stars a review has',
      );
  });

  it('lets a rule for two kinds of events look at the fields of either', () => {
    const either = 'data.amountMinor > 100 || data.totalMinor > 100';
    expect(conditionMistake(either, [purchaseCompleted, partnerAccrued])).toBeUndefined();
    expect(conditionMistake(either, [purchaseCompleted])?.offset).toBe(5);
  });
});
