/* What the command line runs to check the campaign service's invariants. */
import { deliveryInvariants } from '@perennial/messaging';
import { answerInvariants, answerOnStdin, invariantsRequest } from '@perennial/service';

import { campaignService } from './campaign.service.js';
import { findMisboundCode } from './store/queries/find-misbound-code.js';

await answerOnStdin(invariantsRequest, (asked, tell) =>
  answerInvariants(asked, tell, (db, cluster) => [
    { id: 'I11', says: 'every code belongs to the customer it was issued to', violation: () => findMisboundCode(db) },
    ...deliveryInvariants({ db, cluster, topics: campaignService.topics }),
  ]),
);
