import { PlatformNews } from './platform-news.js';

describe('PlatformNews', () => {
  it('says what died and when it is started again, and counts restarts until it is back', () => {
    const said: string[] = [];
    const news = new PlatformNews({ step: (text) => said.push(text), trouble: (text) => said.push(`! ${text}`) });
    news.died('ledger', 'SIGKILL', 500);
    news.died('ledger', 'exit code 1', 1000);
    expect({ restarts: news.restarts, down: news.down }).toEqual({ restarts: 2, down: ['ledger'] });
    news.recovered('ledger');
    expect({ restarts: news.restarts, down: news.down }).toEqual({ restarts: 2, down: [] });
    expect(said).toEqual([
      '! ledger ended (SIGKILL); starting it again in 0.5 s',
      '! ledger ended (exit code 1); starting it again in 1 s',
      'ledger is back',
    ]);
  });
});
