/* What the command line runs to check the campaign service's invariants. */
import { deliveryInvariants } from '@perennial/messaging';
import { answerInvariants, answerOnStdin, invariantsRequest } from '@perennial/service';

import { campaignService } from './campaign.service.js';
import { campaignInvariants } from './invariants.js';

await answerOnStdin(invariantsRequest, (asked, tell) =>
  answerInvariants(asked, tell, (db, cluster) => [
    ...campaignInvariants(db),
    ...deliveryInvariants({ db, cluster, topics: campaignService.topics }),
  ]),
);
