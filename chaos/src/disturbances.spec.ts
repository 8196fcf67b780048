import { Disturbances, SESSION_MS } from './disturbances.js';

const RECOVERING = new Set(['campaign'] as const);
const NOBODY = new Set<never>();

describe('since when nobody hinders a service', () => {
  let disturbances: Disturbances;
  beforeEach(() => (disturbances = new Disturbances()));
  const ofCampaign = () => disturbances.of(['campaign']);

  it('is the last time something did', () => {
    disturbances.hinder(['campaign', 'ledger'], 1_000);
    disturbances.kill(['ledger'], NOBODY, 4_000);
    disturbances.hinder(['campaign'], 2_000);
    expect(ofCampaign()).toEqual({ sinceMs: 2_000, missedFromMs: 2_000 });
    expect(disturbances.of(['campaign', 'ledger'])).toEqual({ sinceMs: 4_000, missedFromMs: 4_000 });
  });

  it('is the kill of one that had recovered, and from then on the broker misses it, however short before it was killed', () => {
    disturbances.kill(['campaign'], NOBODY, 1_000);
    disturbances.kill(['campaign'], NOBODY, 2_000);
    expect(ofCampaign()).toEqual({ sinceMs: 2_000, missedFromMs: 2_000 });
  });

  it('is the kill of one whose group still waits for a dead one, but the broker misses it after that one’s session', () => {
    disturbances.kill(['campaign'], NOBODY, 1_000);
    disturbances.kill(['campaign'], RECOVERING, 3_000);
    expect(ofCampaign()).toEqual({ sinceMs: 3_000, missedFromMs: 1_000 + SESSION_MS });
  });

  it('is the same when that session was over by then', () => {
    disturbances.kill(['campaign'], NOBODY, 1_000);
    disturbances.kill(['campaign'], RECOVERING, 2_000 + SESSION_MS);
    expect(ofCampaign()).toEqual({ sinceMs: 2_000 + SESSION_MS, missedFromMs: 2_000 + SESSION_MS });
  });

  it('leaves one session more for any number that died while joining', () => {
    disturbances.kill(['campaign'], NOBODY, 1_000);
    for (const ms of [2_000, 3_000, 4_000]) disturbances.kill(['campaign'], RECOVERING, ms);
    disturbances.hinder(['campaign'], 5_000);
    expect(ofCampaign()).toEqual({ sinceMs: 5_000, missedFromMs: 1_000 + SESSION_MS });
  });
});
