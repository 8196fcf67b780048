/* What the command line runs to check the metrics service's invariants. */
import { deliveryInvariants } from '@perennial/messaging';
import { answerInvariants, answerOnStdin, invariantsRequest } from '@perennial/service';

import { metricsService } from './metrics.service.js';
import { findMissummedHistory } from './store/queries/find-missummed-history.js';

await answerOnStdin(invariantsRequest, (asked, tell) =>
  answerInvariants(asked, tell, (db, cluster) => [
    {
      id: 'I15',
      says: 'what every customer bought is the sum of the orders that count',
      violation: () => findMissummedHistory(db),
    },
    ...deliveryInvariants({ db, cluster, topics: metricsService.topics }),
  ]),
);
