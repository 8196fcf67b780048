import { EndPlaceRoute } from './end-place.route.js';
import { ListSlotsRoute } from './list-slots.route.js';
import { ReservePlaceRoute } from './reserve-place.route.js';

/** Places in the slots of experiences. */
export const slotRoutes = [ListSlotsRoute, ReservePlaceRoute, EndPlaceRoute];
