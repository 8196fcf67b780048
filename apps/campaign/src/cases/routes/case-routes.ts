import { CloseCaseRoute } from './close-case.route.js';
import { GetCaseRoute } from './get-case.route.js';
import { ListCasesRoute } from './list-cases.route.js';

export const caseRoutes = [ListCasesRoute, GetCaseRoute, CloseCaseRoute];
