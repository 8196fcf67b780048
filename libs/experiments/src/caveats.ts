/** What a result cannot tell, or tells only roughly, and why. The codes are stable; the sentences are for people. */
export const CAVEATS = {
  'nobody-treated': 'Nobody was treated: there is nothing to compare.',
  'nobody-held-out': 'Nobody was held out: there is nothing to compare with.',
  'one-alone': 'An arm has one customer only: how much customers differ cannot be told.',
  'no-variation': 'Everybody of an arm did the same: neither a test nor an interval can be told.',
  'few-conversions':
    'An arm has fewer than 10 customers who bought, or fewer than 10 who did not: test and interval are rough.',
  'no-baseline': 'The held-out arm comes to nothing: a lift relative to it cannot be told.',
  'uncertain-baseline':
    'What the held-out arm comes to may as well be nothing: the relative lift has no interval that ends.',
  'nothing-incremental': 'The treatment brought nothing more: what one more costs cannot be told.',
  'perhaps-nothing-incremental': 'The treatment may have brought nothing more: what one more costs has no upper end.',
  'no-history': 'What was before is the same for everybody: nothing can be adjusted.',
  'nobody-assigned': 'Nobody was assigned yet: the ratio cannot be told.',
  'few-assigned': 'Fewer than 5 customers are expected in an arm: the check of the ratio is rough.',
  'too-early': 'Too few customers so far for a look: the p-value stays as it was.',
} as const;

export type Caveat = keyof typeof CAVEATS;
