import { ledgerUrl } from './ledger-url.js';

describe('the address of the ledger', () => {
  it('is that of the one running here, then its port in the environment, then the usual port', () => {
    const running = { services: { ledger: { url: 'http://127.0.0.1:20001' } } };
    expect(ledgerUrl(running, { LEDGER_PORT: '13001' })).toBe('http://127.0.0.1:20001');
    expect(ledgerUrl({}, { LEDGER_PORT: '13001' })).toBe('http://127.0.0.1:13001');
    expect(ledgerUrl({}, { LEDGER_PORT: '' })).toBe('http://127.0.0.1:3001');
  });
});
