import { certificates } from '@perennial/testing';

import { readKafkaAddress } from './kafka-settings.js';

const { authority, clientCertificate, clientKey, brokerKey } = certificates;
const BROKERS = { KAFKA_BROKERS: 'a:9092, b:9093' };
const brokers = ['a:9092', 'b:9093'];
const LOGIN = { KAFKA_SASL_USERNAME: 'shop', KAFKA_SASL_PASSWORD: 'open sesame' };

const problemsOf = (environment: Record<string, string>): Record<string, string> =>
  Object.fromEntries(readKafkaAddress(environment).problems.map(({ key, message }) => [key, message]));

describe('where Kafka is', () => {
  it('is nowhere, or in plain text, where nothing else is said', () => {
    expect(readKafkaAddress({})).toEqual({ kafka: undefined, problems: [] });
    expect(readKafkaAddress(BROKERS)).toEqual({ kafka: { brokers, security: undefined }, problems: [] });
    expect(readKafkaAddress({ ...BROKERS, KAFKA_SECURITY_PROTOCOL: 'PLAINTEXT' }).kafka).toEqual({ brokers });
  });

  it.each([
    ['SSL', {}, { tls: {} }],
    [
      'SSL',
      { KAFKA_SSL_CA: `${authority}\n${clientCertificate}` },
      { tls: { ca: `${authority}\n${clientCertificate}` } },
    ],
    [
      'SSL',
      { KAFKA_SSL_CERTIFICATE: clientCertificate, KAFKA_SSL_KEY: clientKey },
      { tls: { cert: clientCertificate, key: clientKey } },
    ],
    ['SASL_SSL', LOGIN, { tls: {}, sasl: { mechanism: 'SCRAM-SHA-512', username: 'shop', password: 'open sesame' } }],
    [
      'SASL_PLAINTEXT',
      { ...LOGIN, KAFKA_SASL_MECHANISM: 'PLAIN' },
      { sasl: { mechanism: 'PLAIN', username: 'shop', password: 'open sesame' } },
    ],
  ])('is spoken to by %s with %j', (protocol, more, security) => {
    const environment = { ...BROKERS, KAFKA_SECURITY_PROTOCOL: protocol, ...more };
    expect(readKafkaAddress(environment)).toEqual({ kafka: { brokers, security }, problems: [] });
  });

  it.each([
    ['a broker without a port', { KAFKA_BROKERS: 'a' }, 'KAFKA_BROKERS', 'host:port'],
    [
      'a protocol that Kafka does not have',
      { ...BROKERS, KAFKA_SECURITY_PROTOCOL: 'TLS' },
      'KAFKA_SECURITY_PROTOCOL',
      'SASL_SSL',
    ],
    ['a protocol without brokers', { KAFKA_SECURITY_PROTOCOL: 'SSL' }, 'KAFKA_SECURITY_PROTOCOL', 'belong together'],
    [
      'a broker by an IPv6 address, which no client finds',
      { KAFKA_BROKERS: '[::1]:9092' },
      'KAFKA_BROKERS',
      'by its name',
    ],
    ['a login where nobody asks for it', { ...BROKERS, KAFKA_SASL_PASSWORD: 'x' }, 'KAFKA_SASL_PASSWORD', 'no use'],
    ['an authority where there is no TLS', { ...BROKERS, KAFKA_SSL_CA: authority }, 'KAFKA_SSL_CA', 'no use'],
  ])('refuses %s', (_title, environment, key, message) => {
    expect(problemsOf(environment as Record<string, string>)).toEqual({ [key]: expect.stringContaining(message) });
  });

  it('refuses half a login, and a mechanism that it does not know', () => {
    expect(problemsOf({ ...BROKERS, KAFKA_SECURITY_PROTOCOL: 'SASL_SSL' })).toEqual({
      KAFKA_SASL_USERNAME: expect.stringContaining('is missing'),
      KAFKA_SASL_PASSWORD: expect.stringContaining('is missing'),
    });
    const lost = { ...BROKERS, KAFKA_SASL_USERNAME: 'x', KAFKA_SASL_PASSWORD_FILE: '/nowhere' };
    expect(problemsOf({ ...lost, KAFKA_SECURITY_PROTOCOL: 'SASL_SSL' })).toEqual({
      KAFKA_SASL_PASSWORD_FILE: expect.stringContaining('ENOENT'),
    });
    const kerberos = { ...BROKERS, ...LOGIN, KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', KAFKA_SASL_MECHANISM: 'GSSAPI' };
    expect(problemsOf(kerberos)).toEqual({
      KAFKA_SASL_MECHANISM: 'must be one of SCRAM-SHA-512, SCRAM-SHA-256, PLAIN',
    });
  });

  it('refuses what is no certificate or key, one without the other, and a key of another certificate', () => {
    const ssl = { ...BROKERS, KAFKA_SECURITY_PROTOCOL: 'SSL' };
    const broken = { KAFKA_SSL_CA: 'none', KAFKA_SSL_CERTIFICATE: 'none', KAFKA_SSL_KEY: 'none' };
    expect(problemsOf({ ...ssl, ...broken })).toEqual({
      KAFKA_SSL_CA: 'must be certificates in PEM',
      KAFKA_SSL_CERTIFICATE: 'must be a certificate in PEM',
      KAFKA_SSL_KEY: 'must be a private key without a password in PEM',
    });
    for (const second of [authority.replace('MII', '###'), authority.slice(0, -40)])
      expect(Object.keys(problemsOf({ ...ssl, KAFKA_SSL_CA: `${authority}\n${second}` }))).toEqual(['KAFKA_SSL_CA']);
    expect(problemsOf({ ...ssl, KAFKA_SSL_CERTIFICATE: clientCertificate })).toEqual({
      KAFKA_SSL_KEY: expect.stringContaining('is missing'),
    });
    expect(problemsOf({ ...ssl, KAFKA_SSL_KEY: clientKey })).toEqual({
      KAFKA_SSL_CERTIFICATE: expect.stringContaining('is missing'),
    });
    expect(problemsOf({ ...ssl, KAFKA_SSL_CERTIFICATE: clientCertificate, KAFKA_SSL_KEY: brokerKey })).toEqual({
      KAFKA_SSL_KEY: expect.stringContaining('is not the key'),
    });
  });

  it.each([
    ['of no use', { KAFKA_SASL_PASSWORD: 'hunter2', KAFKA_SASL_USERNAME: 'x' }],
    ['given for the file that has it', { KAFKA_SASL_PASSWORD_FILE: 'hunter2' }],
    ['given twice', { KAFKA_SASL_PASSWORD: 'hunter2', KAFKA_SASL_PASSWORD_FILE: 'hunter2' }],
    [
      'given for a certificate',
      { KAFKA_SECURITY_PROTOCOL: 'SSL', KAFKA_SSL_CERTIFICATE: 'hunter2', KAFKA_SSL_KEY: 'hunter2' },
    ],
    ['given for a mechanism', { ...LOGIN, KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', KAFKA_SASL_MECHANISM: 'hunter2' }],
  ])('never repeats a secret that is %s', (_title, more) => {
    const { problems } = readKafkaAddress({ ...BROKERS, ...(more as Record<string, string>) });
    expect(problems.length).toBeGreaterThan(0);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  it('is not told a password in plain text in production', () => {
    const plain = { ...BROKERS, ...LOGIN, KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT', KAFKA_SASL_MECHANISM: 'PLAIN' };
    expect(problemsOf({ ...plain, NODE_ENV: 'production' })).toEqual({
      KAFKA_SECURITY_PROTOCOL: expect.stringContaining('use SASL_SSL'),
    });
    for (const safe of [{ KAFKA_SECURITY_PROTOCOL: 'SASL_SSL' }, { KAFKA_SASL_MECHANISM: 'SCRAM-SHA-256' }])
      expect(problemsOf({ ...plain, ...safe, NODE_ENV: 'production' })).toEqual({});
  });
});
