import { readFileSync } from 'node:fs';

import { parseProgramme, type Programme } from '@perennial/programme';

const jeweller = readFileSync(new URL('../../../../programmes/jeweller.yaml', import.meta.url), 'utf8');

/** Their names come after the jeweller's, as they act: of lots that one event earned, the first by name is drawn from first. */
const ACHIEVEMENTS = `
  - name: three-purchases
    kind: points-per-achievement
    text: Three purchases in 40 days
    of: purchases
    purchaseFromMinor: { USD: 2000, EUR: 1800, GBP: 1600, JPY: 3000 }
    times: 3
    withinDays: 40
    repeats: true
    points: 30
    badge: faithful
  - name: two-months
    kind: points-per-achievement
    text: A purchase in two months in a row
    of: purchases
    streak: month
    times: 2
    points: 7
  - name: two-reviews
    kind: points-per-achievement
    text: Two reviews
    of: reviews
    when: data.verified
    times: 2
    repeats: true
    points: 4
  - name: two-days
    kind: points-per-achievement
    text: Something on two days in a row
    of: engagements
    on: [social-shared, event-attended]
    streak: day
    times: 2
    repeats: true
    points: 6
  - name: the-friend
    kind: points-per-achievement
    text: A friend
    of: friends
    times: 1
    points: 3
`;

/** The jeweller's programme in another time zone, and with achievements. */
export const challengesText = jeweller
  .replace('timeZone: UTC', 'timeZone: Europe/London')
  .replace(/^tiers:/m, `${ACHIEVEMENTS.slice(1)}tiers:`);
export const challenges: Programme = parseProgramme(challengesText, 'challenges');
