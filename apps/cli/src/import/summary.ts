import { getJson } from '../platform/http.js';
import { countQuarantined } from '../platform/quarantine-count.js';
import type { ServiceUrls } from '../platform/services.js';
import { count } from '../screen/wording.js';
import type { LifetimeValue } from './lifetime-value.js';

/** What the databases hold after an import, so that a second import of the same file says the same but for `seconds`. */
export interface ImportSummary {
  /** Purchase events accepted. */
  readonly events: number;
  /** Awards of points. */
  readonly rewardsIssued: number;
  readonly pointsIssued: number;
  readonly pointsExpired: number;
  readonly pointsOutstanding: number;
  /** Customers with an accepted fact. */
  readonly members: number;
  readonly offers: number;
  readonly clv: LifetimeValue;
  /** Distinct records that any service refused. */
  readonly quarantined: number;
  /** From the start of the command to this summary. */
  readonly seconds: number;
}

type LedgerSummary = Pick<
  ImportSummary,
  'events' | 'rewardsIssued' | 'pointsIssued' | 'pointsExpired' | 'pointsOutstanding' | 'members'
>;

/** Asks the services. @throws Error when one does not answer */
export async function summaryOf(urls: ServiceUrls, clv: LifetimeValue, seconds: () => number): Promise<ImportSummary> {
  const [ledger, campaign, quarantined] = await Promise.all([
    getJson<LedgerSummary>(`${urls.ledger}/v1/ledger/summary`),
    getJson<{ readonly offers: number }>(`${urls.campaign}/v1/offers/summary`),
    countQuarantined(Object.values(urls)),
  ]);
  const { events, rewardsIssued, pointsIssued, pointsExpired, pointsOutstanding, members } = ledger;
  const points = { pointsIssued, pointsExpired, pointsOutstanding };
  const rounded = Math.round(seconds() * 10) / 10;
  return { events, rewardsIssued, ...points, members, offers: campaign.offers, clv, quarantined, seconds: rounded };
}

/** The summary for people. */
export function summaryLines(summary: ImportSummary): string[] {
  const figures: [string, number][] = [
    ['purchases accepted', summary.events],
    ['members', summary.members],
    ['awards', summary.rewardsIssued],
    ['points issued', summary.pointsIssued],
    ['points expired', summary.pointsExpired],
    ['points outstanding', summary.pointsOutstanding],
    ['offers', summary.offers],
    ['quarantined', summary.quarantined],
  ];
  const { clv } = summary;
  return [
    ...figures.map(([name, value]) => `  ${name.padEnd(20)}${count(value).padStart(12)}`),
    '',
    clv.r === null
      ? '  How often customers buy: too few repeat purchases to tell'
      : `  BG/NBD       r ${fixed(clv.r)}  alpha ${fixed(clv.alpha)}  a ${fixed(clv.a)}  b ${fixed(clv.b)}  log-likelihood ${fixed(clv.logLikelihood, 1)}`,
    clv.p === null
      ? '  What they spend: too few repeat purchases to tell'
      : `  Gamma-Gamma  p ${fixed(clv.p)}  q ${fixed(clv.q)}  v ${fixed(clv.v)}`,
    '  Fitted to the file, as of its last day or --clv-cutoff. The metrics service counts ages to today and money in minor units:',
    '  its models (/v1/metrics/summary) have other parameters and another log-likelihood.',
  ];
}

const fixed = (value: number | null, digits = 4): string => value?.toFixed(digits) ?? '-';
