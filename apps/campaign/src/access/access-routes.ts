import { GetAccessRoute } from './get-access.route.js';
import { ListWindowsRoute } from './list-windows.route.js';

/** What a shop asks of who may come in, and when. */
export const accessRoutes = [GetAccessRoute, ListWindowsRoute];
