import { CreateEndpointRoute } from './create-endpoint.route.js';
import { DeleteEndpointRoute } from './delete-endpoint.route.js';
import { EnableEndpointRoute } from './enable-endpoint.route.js';
import { GetEndpointRoute } from './get-endpoint.route.js';
import { ListDeliveriesRoute } from './list-deliveries.route.js';
import { ListEndpointsRoute } from './list-endpoints.route.js';
import { ReplayDeliveriesRoute } from './replay-deliveries.route.js';
import { RotateSecretRoute } from './rotate-secret.route.js';
import { TestEndpointRoute } from './test-endpoint.route.js';

/** Who is told over HTTP, and what became of it. */
export const webhookRoutes = [
  CreateEndpointRoute,
  ListEndpointsRoute,
  GetEndpointRoute,
  DeleteEndpointRoute,
  RotateSecretRoute,
  EnableEndpointRoute,
  TestEndpointRoute,
  ListDeliveriesRoute,
  ReplayDeliveriesRoute,
];
