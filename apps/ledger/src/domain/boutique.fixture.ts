/** A programme of no shop, with limits of every kind, and rules whose points have a date of their own. */
export const boutique = `
id: boutique
version: 1
timeZone: Europe/London
unit: points
maxReactionAgeDays: 7
expiry: { kind: inactivity, months: 24, noticeDays: 30 }
rules:
  - name: purchase
    kind: points-per-amount
    text: Points for your purchase
    points: 1
    perFullMinor: { USD: 1000, EUR: 900, GBP: 800, JPY: 1500 }
    paidPerDayMax: 3
    pointsPerDayMax: 350
    pointsPerMonthMax: 800
  - name: review
    kind: points-per-review
    text: Points for your review
    points: 5
    verifiedOnly: true
    paidPerMonthMax: 2
    expiry: { kind: after-days, days: 90, noticeDays: 10 }
  - name: referral
    kind: points-per-referral
    expiry: { kind: after-days, days: 30 }
    referrer: { name: referral-referrer, text: Points for bringing a friend, points: 50, pointsPerMonthMax: 80 }
    referee: { name: referral-referee, text: Points as an invited friend, points: 20, pointsPerDayMax: 15 }
    purchaseFromMinor: { USD: 2000, EUR: 1800, GBP: 1600, JPY: 3000 }
  - name: social-share
    kind: points-per-engagement
    text: Points for sharing
    on: [social-shared]
    points: 2
    daysBetweenMin: 2
  - name: attendance
    kind: points-per-engagement
    text: Points for coming
    on: [event-attended, workshop-attended]
    points: 10
    expiry: { kind: by-month, months: 13 }
earning: { pointsPerDayMax: 340, pointsPerMonthMax: 850 }
tiers:
  windowDays: 365
  graceDays: 30
  levels:
    - { id: silver, from: 0 }
    - { id: gold, from: 300, multiplierPercent: 125 }
    - { id: platinum, from: 1000, multiplierPercent: 150 }
  memberships:
    - { sku: membership-gold, tier: gold, days: 365 }
`;
