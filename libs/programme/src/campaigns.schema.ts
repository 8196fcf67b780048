import { eventOfType, Instant } from '@perennial/contracts';
import { z } from 'zod';

import { BudgetPerMonth, budgetMistakes, Budgets } from './budgets.schema.js';
import { conditionMistake } from './conditions/condition-mistake.js';
import { conditionOnCustomer, ConditionText } from './conditions/condition.schema.js';
import { Offer, offerMistakes, Options, pointsOf } from './offers.schema.js';
import { recurrenceMistake } from './recurrence.js';
import { AmountPerCurrency, Days, Name, printable } from './words.schema.js';

/** The event types that can trigger a campaign: what customers do, and what the services tell of them. */
export const TRIGGERING_EVENTS = [
  'commerce.purchase.completed.v1',
  'commerce.review.published.v1',
  'commerce.referral.created.v1',
  'commerce.engagement.recorded.v1',
  'commerce.survey.answered.v1',
  'commerce.service-issue.reported.v1',
  'commerce.service-issue.resolved.v1',
  'loyalty.reward.issued.v1',
  'loyalty.points.will-expire.v1',
  'loyalty.tier.changed.v1',
  'loyalty.tier.will-change.v1',
  'loyalty.audience.entered.v1',
  'loyalty.audience.left.v1',
  'loyalty.suggestion.changed.v1',
] as const;

const When = conditionOnCustomer().optional();

const Trigger = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('first-purchase'), when: When })
    .describe('The first purchase that is known when it is handled.'),
  z
    .strictObject({
      kind: z.literal('event'),
      on: z.enum(TRIGGERING_EVENTS).describe('Its type. Of purchases, the first event of each order.'),
      when: ConditionText.optional().describe(
        'CEL expression over the `data` of the event and the `customer`: the campaign is triggered when it is true.',
      ),
      oneIn: z
        .int()
        .min(2)
        .max(1_000_000)
        .optional()
        .describe('Draws one of so many, the same ones whenever it is asked again. Needs a seed.'),
      seed: printable(100).optional().describe('What the draw is made from: whoever knows it can draw again.'),
    })
    .describe('Something that a customer did, or that became of a customer.'),
  z
    .strictObject({
      kind: z.literal('category-viewed'),
      views: z.int().min(1).max(1_000).describe('So many views of products or pages of one category'),
      withinDays: z.int().min(1).max(90).describe('within so many days of 24 hours,'),
      when: When,
    })
    .describe('without a purchase in the category since the first of these views.'),
  z
    .strictObject({
      kind: z.literal('date'),
      of: z
        .enum(['birthday', 'first-purchase'])
        .describe('Each year: the birthday, or the day of the first purchase that was not returned whole.'),
      daysBefore: z.int().min(0).max(60).default(0).describe('The offer is made so many days before the date'),
      daysAfter: z.int().min(0).max(60).default(0).describe('and is for the days until so many after it.'),
      leapDay: z
        .enum(['february-28', 'march-1'])
        .default('february-28')
        .describe('When 29 February is kept in years that have none.'),
      when: When,
    })
    .describe("A date of the customer's own, in their time zone."),
  z
    .strictObject({
      kind: z.literal('state'),
      when: conditionOnCustomer().describe(
        'CEL expression over the `customer`: whoever it is true of when something new is told of them.',
      ),
    })
    .describe('What is known of the customer: tier, value, segment, survey band, preferences.'),
  z
    .strictObject({
      kind: z.literal('schedule'),
      audience: Name.optional().describe('Everybody who is in this audience at the instant.'),
      when: When.describe(
        'CEL expression over the `customer` that must be true when it is their turn. Without an audience, everybody is asked.',
      ),
      at: z.array(Instant).min(1).max(100).optional().describe('The instants. Absent: as cron says.'),
      cron: z
        .string()
        .max(100)
        .superRefine((pattern, context) => {
          const message = recurrenceMistake(pattern);
          if (message !== undefined) context.addIssue({ code: 'custom', message });
        })
        .optional()
        .describe(
          "Minute, hour, day of the month, month, day of the week, in the programme's time zone: `0 9 * * 1` is Mondays at 9:00. At most once an hour.",
        ),
    })
    .describe('Instants, or a recurrence: each is decided about once, for all customers it is for.'),
]);

const Limit = z
  .strictObject({
    most: z.int().min(1).max(1_000).default(1),
    days: Days.optional().describe('Absent: ever.'),
  })
  .describe('At most so many times per customer in so many days of 24 hours.');

export const Campaign = z
  .strictObject({
    id: Name,
    text: printable(200).describe('What the customer reads.'),
    trigger: Trigger,
    offer: Offer.optional().describe('What everybody gets.'),
    offers: Options.optional(),
    limit: Limit.optional(),
    consent: Name.optional().describe(
      'Purpose or channel the customer must have said yes to, such as email. Nobody gets offers who said no to `offers`.',
    ),
    exempt: z
      .boolean()
      .default(false)
      .describe('Neither counts among the offers a customer may get, nor is held to the margin.'),
    budgetPerMonth: BudgetPerMonth.optional(),
    budgets: Budgets.optional(),
    holdoutPercent: z
      .number()
      .min(0)
      .max(100)
      .describe('Share of the customers who get nothing, so that the effect on the others can be measured.'),
  })
  .superRefine((campaign, context) => {
    const { trigger } = campaign;
    const issue = (path: PropertyKey[], message: string, offset?: number) =>
      context.addIssue({ code: 'custom', path, message, ...(offset !== undefined && { params: { offset } }) });
    if (trigger.kind === 'event') {
      const declaration = eventOfType(trigger.on);
      const mistake =
        declaration && trigger.when !== undefined
          ? conditionMistake(trigger.when, [declaration], 'customer')
          : undefined;
      if (mistake) issue(['trigger', 'when'], mistake.message, mistake.offset);
      if ((trigger.oneIn === undefined) !== (trigger.seed === undefined))
        issue(['trigger', trigger.seed === undefined ? 'oneIn' : 'seed'], 'a draw needs both: oneIn and seed');
    }
    if (trigger.kind === 'schedule') {
      if (trigger.audience === undefined && trigger.when === undefined)
        issue(['trigger', 'audience'], 'must be there, or a condition in when: for whom it is');
      if (trigger.at && trigger.cron !== undefined) issue(['trigger', 'cron'], 'must not stand beside at: one of both');
    }
    if (pointsOf(campaign) > 0 && trigger.kind === 'event' && trigger.on === 'loyalty.reward.issued.v1')
      issue(['trigger', 'on'], 'must be something else: points are rewards too, and would bring points for ever');
    const about = { pointsEach: pointsOf(campaign), tellsLocation: tellsLocation(trigger) };
    for (const { path, message } of budgetMistakes(campaign, about)) issue(path, message);
    for (const { path, message } of offerMistakes(campaign, trigger.kind)) issue(path, message);
  });

export type Campaign = z.output<typeof Campaign>;

function tellsLocation(trigger: z.output<typeof Trigger>): boolean {
  const types: readonly string[] = ['commerce.purchase.completed.v1', 'commerce.survey.answered.v1'];
  return trigger.kind === 'first-purchase' || (trigger.kind === 'event' && types.includes(trigger.on));
}

/** What holds of the offers of all campaigns together. */
export const OfferBounds = z
  .strictObject({
    perCustomer: z
      .strictObject({ most: z.int().min(1).max(1_000), days: Days })
      .optional()
      .describe(
        'At most so many offers per customer in so many days of 24 hours, of all campaigns that are not exempt.',
      ),
    marginPercent: z
      .number()
      .gt(0)
      .max(100)
      .optional()
      .describe(
        "A customer's open offers are worth at most this share of what the customer is expected to spend in 12 months.",
      ),
    per100Points: AmountPerCurrency.optional().describe(
      'What 100 points cost the programme, where budgets of money, the margin and results are to know what points of campaigns cost: each offer rounded up. A campaign of points with a budget of money needs it.',
    ),
    controlPercent: z
      .number()
      .min(0)
      .max(100)
      .default(0)
      .describe(
        'Share of the customers who get no offers of any campaign that has a holdout: the control group of all.',
      ),
  })
  .prefault({})
  .describe('What holds of the offers of all campaigns together.');

export type OfferBounds = z.output<typeof OfferBounds>;
