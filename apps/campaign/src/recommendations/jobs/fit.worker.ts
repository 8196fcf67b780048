import { parentPort, workerData } from 'node:worker_threads';

import { fitRecommendations, type SortedPurchases } from '@perennial/recommend';

const { purchases, today } = workerData as { readonly purchases: SortedPurchases; readonly today: number };
parentPort?.postMessage(fitRecommendations(purchases, today));
