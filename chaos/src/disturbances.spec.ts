import { Disturbances, SESSION_MS } from './disturbances.js';

describe('since when nobody hinders a service', () => {
  let disturbances: Disturbances;
  beforeEach(() => (disturbances = new Disturbances()));
  const ofCampaign = () => disturbances.of(['campaign']);

  it('is the last time something did, and of several the latest', () => {
    disturbances.hinder(['campaign', 'ledger'], 1_000);
    disturbances.kill('ledger', 4_000);
    disturbances.hinder(['campaign'], 2_000);
    expect(ofCampaign()).toBe(2_000);
    expect(disturbances.of(['campaign', 'ledger'])).toBe(4_000);
  });

  it('is the kill of one that had recovered, however short before it was killed', () => {
    disturbances.kill('campaign', 1_000);
    disturbances.recovered('campaign');
    disturbances.kill('campaign', 2_000);
    expect(ofCampaign()).toBe(2_000);
  });

  it('is the kill where something else hinders it, or another service died: no group waits for that', () => {
    disturbances.hinder(['campaign'], 3_000);
    disturbances.brokerIsBack(3_500);
    disturbances.kill('ledger', 3_800);
    disturbances.kill('campaign', 4_000);
    expect(ofCampaign()).toBe(4_000);
  });

  it('is the end of the session of a dead one before, whatever hindered them between the two kills', () => {
    disturbances.kill('campaign', 1_000);
    disturbances.hinder(['campaign'], 2_500);
    disturbances.kill('campaign', 3_000);
    expect(ofCampaign()).toBe(1_000 + SESSION_MS);
  });

  it('is the later kill when that session was over by then', () => {
    disturbances.kill('campaign', 1_000);
    disturbances.kill('campaign', 2_000 + SESSION_MS);
    expect(ofCampaign()).toBe(2_000 + SESSION_MS);
  });

  it('is the same end for all who die in one wait', () => {
    disturbances.kill('campaign', 1_000);
    for (const ms of [2_000, 3_000, 4_000]) disturbances.kill('campaign', ms);
    expect(ofCampaign()).toBe(1_000 + SESSION_MS);
  });

  it('is a session later for who dies in the wait for the second', () => {
    disturbances.kill('campaign', 1_000);
    disturbances.kill('campaign', 3_000);
    disturbances.kill('campaign', 2_000 + SESSION_MS);
    expect(ofCampaign()).toBe(1_000 + 2 * SESSION_MS);
  });

  it('counts the session of a dead one from when the broker is back', () => {
    disturbances.kill('campaign', 1_000);
    disturbances.brokerIsBack(5_000);
    disturbances.kill('campaign', 6_000);
    expect(ofCampaign()).toBe(5_000 + SESSION_MS);
  });
});
