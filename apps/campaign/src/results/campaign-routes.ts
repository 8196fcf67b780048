import { GetFairnessRoute } from '../fairness/get-fairness.route.js';
import { StartCampaignRoute } from '../runs/routes/start-campaign.route.js';
import { StopCampaignRoute } from '../runs/routes/stop-campaign.route.js';
import { GetCampaignRoute } from './routes/get-campaign.route.js';
import { GetResultsRoute } from './routes/get-results.route.js';
import { ListCampaignsRoute } from './routes/list-campaigns.route.js';

/** What is asked of campaigns, and sent by them, over HTTP. */
export const campaignRoutes = [
  ...[ListCampaignsRoute, GetCampaignRoute, GetResultsRoute, GetFairnessRoute],
  ...[StartCampaignRoute, StopCampaignRoute],
];
