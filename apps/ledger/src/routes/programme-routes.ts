import { ApplyProgrammeRoute } from './apply-programme.route.js';
import { ExplainEventRoute } from './explain-event.route.js';
import { GetProgrammeRoute } from './get-programme.route.js';
import { ListProgrammeVersionsRoute } from './list-programme-versions.route.js';
import { SimulateEventRoute } from './simulate-event.route.js';

/** Everything about the programme and what it decided. */
export const programmeRoutes = [
  GetProgrammeRoute,
  ListProgrammeVersionsRoute,
  ApplyProgrammeRoute,
  SimulateEventRoute,
  ExplainEventRoute,
];
