// One measurement of libs/clv, in a process of its own: what is compiled and what is in memory is this alone.
import { writeFileSync } from 'node:fs';

import { fitGammaGamma, lifetimeValues, purchaseModels } from '@perennial/clv';

import { readHistories } from './customers.js';
import { horizon } from './horizon.js';

const [dataFile = '', valuesFile = ''] = process.argv.slice(2);
const histories = readHistories(dataFile);

const begun = performance.now();
const purchases = purchaseModels.bgnbd.fit(histories);
const purchasesDone = performance.now();
const spend = fitGammaGamma(histories);
const spendDone = performance.now();
if (!purchases.fitted || !spend.fitted) throw new Error('the customers cannot be fitted');
const forecast = purchaseModels.bgnbd.forecast(purchases.forecastParameters);
const values = lifetimeValues(forecast, spend.parameters, histories, horizon);
const valuesDone = performance.now();

writeFileSync(valuesFile, Buffer.from(values.buffer));
const seconds = (from: number, until: number) => (until - from) / 1_000;
console.log(
  JSON.stringify({
    purchases: { params: purchases.parameters, seconds: seconds(begun, purchasesDone) },
    spend: { params: spend.parameters, seconds: seconds(purchasesDone, spendDone) },
    valuesSeconds: seconds(spendDone, valuesDone),
    peakMiB: process.resourceUsage().maxRSS / 1024,
  }),
);
