import { serviceUrl } from './service-url.js';

describe('the address of a service', () => {
  it('is that of the one running here, then its port in the environment, then the usual port', () => {
    const running = { services: { ledger: { url: 'http://127.0.0.1:20001' } } };
    expect(serviceUrl('ledger', running, { LEDGER_PORT: '13001' })).toBe('http://127.0.0.1:20001');
    expect(serviceUrl('ledger', {}, { LEDGER_PORT: '13001' })).toBe('http://127.0.0.1:13001');
    expect(serviceUrl('ledger', {}, { LEDGER_PORT: '' })).toBe('http://127.0.0.1:3001');
    expect(serviceUrl('campaign', running, {})).toBe('http://127.0.0.1:3002');
  });
});
