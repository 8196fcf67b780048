/* What the command line runs to check the metrics service's invariants. */
import { deliveryInvariants } from '@perennial/messaging';
import { answerInvariants, answerOnStdin, invariantsRequest } from '@perennial/service';

import { metricsInvariants } from './invariants.js';
import { metricsService } from './metrics.service.js';

await answerOnStdin(invariantsRequest, (asked, tell) =>
  answerInvariants(asked, tell, (db, cluster) => [
    ...metricsInvariants(db),
    ...deliveryInvariants({ db, cluster, topics: metricsService.topics }),
  ]),
);
