import type { OutgoingPoints } from './posting/points-message.js';

/** What a message says of the wallet as a whole: whatever only moves within it, or is only told of, is 0. */
export function signedPoints({ type, data }: OutgoingPoints): number {
  const points = Number(data.points);
  switch (type) {
    case 'loyalty.reward.issued.v1':
    case 'loyalty.points.reinstated.v1':
    case 'loyalty.points.adjusted.v1':
    case 'loyalty.points.transferred.v1':
      return points;
    case 'loyalty.points.redeemed.v1':
    case 'loyalty.points.expired.v1':
    case 'loyalty.points.clawed-back.v1':
      return -points;
    default:
      return 0;
  }
}
