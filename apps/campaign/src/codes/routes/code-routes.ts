import { EndReservationRoute } from './end-reservation.route.js';
import { MakeBlockRoute } from './make-block.route.js';
import { RedeemCodeRoute } from './redeem-code.route.js';
import { RedeemCodesRoute } from './redeem-codes.route.js';
import { ReserveCodesRoute } from './reserve-codes.route.js';
import { ValidateCodeRoute } from './validate-code.route.js';
import { ValidateCodesRoute } from './validate-codes.route.js';

export const codeRoutes = [
  ...[ValidateCodeRoute, ValidateCodesRoute, RedeemCodeRoute, RedeemCodesRoute],
  ...[ReserveCodesRoute, EndReservationRoute, MakeBlockRoute],
];
