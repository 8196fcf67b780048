import { createPrivateKey, X509Certificate } from 'node:crypto';

import { readVariables, type Environment, type VariableProblem, type Variables } from '@perennial/environment';

/** Where Kafka is, and how it wants to be spoken to. */
export interface KafkaAddress {
  /** `host:port` of some of its brokers, which name the others. */
  readonly brokers: readonly string[];
  /** Absent: in plain text, by nobody in particular. */
  readonly security?: KafkaSecurity | undefined;
}

export interface KafkaSecurity {
  /** Present: over TLS. All are PEM. */
  readonly tls?: {
    /** Whom we trust to have signed the broker's certificate; absent: those whom Node trusts. */
    readonly ca?: string;
    /** Who we are, where brokers ask for certificates; both or neither. */
    readonly cert?: string;
    readonly key?: string;
  };
  readonly sasl?: {
    readonly mechanism: SaslMechanism;
    readonly username: string;
    readonly password: string;
  };
}

/** As Kafka names them; the first is the default. */
const saslMechanisms = ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'PLAIN'] as const;
export type SaslMechanism = (typeof saslMechanisms)[number];

/** As Kafka names them; the first is the default. */
const protocols = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;
type Protocol = (typeof protocols)[number];

const PROTOCOL = 'KAFKA_SECURITY_PROTOCOL';
const OF_TLS = ['KAFKA_SSL_CA', 'KAFKA_SSL_CERTIFICATE', 'KAFKA_SSL_KEY'] as const;
const OF_SASL = ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const;

/** The variables that say where Kafka is; each may be given as a file, too: `KAFKA_SSL_CA_FILE`. */
export const kafkaVariables: readonly string[] = ['KAFKA_BROKERS', PROTOCOL, ...OF_TLS, ...OF_SASL];

/**
 * @returns `kafka`, undefined where no broker is named, and not to be used where there are problems; those are everything
 *          that is wrong, given and of no use included
 */
export function readKafkaAddress(environment: Environment): {
  kafka: KafkaAddress | undefined;
  problems: VariableProblem[];
} {
  const { variables, problems } = readVariables(kafkaVariables, environment);
  const brokers = variables['KAFKA_BROKERS']?.split(',').map((broker) => broker.trim());
  // Both clients take a host to end at the first colon.
  if (brokers && !brokers.every((broker) => /^[^\s:/,[\]]+:[0-9]{1,5}$/.test(broker))) {
    const message =
      'must be host:port, several separated by commas, such as 127.0.0.1:9092; a host with an IPv6 address by its name';
    problems.push({ key: 'KAFKA_BROKERS', message });
  }
  const protocol = variables[PROTOCOL] ?? protocols[0];
  if (!isOneOf(protocols, protocol)) {
    problems.push({ key: PROTOCOL, message: `must be one of ${protocols.join(', ')}` });
    return { kafka: brokers && { brokers }, problems };
  }
  if (!brokers && variables[PROTOCOL] !== undefined) {
    problems.push({ key: PROTOCOL, message: 'is given, though KAFKA_BROKERS is not: they belong together' });
  }
  const tls = protocol.endsWith('SSL') ? tlsOf(variables, problems) : undefined;
  const sasl = protocol.startsWith('SASL') ? saslOf(variables, protocol, problems) : undefined;
  problems.push(...ofNoUse(variables, protocol));
  if (environment['NODE_ENV'] === 'production' && sasl?.mechanism === 'PLAIN' && !tls) {
    const message =
      'tells the password to everybody on the way, which is refused with NODE_ENV=production: use SASL_SSL';
    problems.push({ key: PROTOCOL, message });
  }
  const security = tls || sasl ? { ...(tls && { tls }), ...(sasl && { sasl }) } : undefined;
  return { kafka: brokers && { brokers, security }, problems };
}

function tlsOf(variables: Variables, problems: VariableProblem[]): NonNullable<KafkaSecurity['tls']> {
  const { KAFKA_SSL_CA: ca, KAFKA_SSL_CERTIFICATE: cert, KAFKA_SSL_KEY: key } = variables;
  const check = (name: string, text: string | undefined, read: (pem: string) => unknown, what: string): void => {
    try {
      if (text !== undefined) read(text);
    } catch {
      problems.push({ key: name, message: `must be ${what} in PEM` });
    }
  };
  check('KAFKA_SSL_CA', ca, readCertificates, 'certificates');
  check('KAFKA_SSL_CERTIFICATE', cert, readCertificates, 'a certificate');
  check('KAFKA_SSL_KEY', key, createPrivateKey, 'a private key without a password');
  if (cert !== undefined && key === undefined) {
    problems.push({ key: 'KAFKA_SSL_KEY', message: 'is missing, though KAFKA_SSL_CERTIFICATE is given' });
  }
  if (cert === undefined && key !== undefined) {
    problems.push({ key: 'KAFKA_SSL_CERTIFICATE', message: 'is missing, though KAFKA_SSL_KEY is given' });
  }
  if (cert !== undefined && key !== undefined && !belongTogether(cert, key)) {
    problems.push({ key: 'KAFKA_SSL_KEY', message: 'is not the key of KAFKA_SSL_CERTIFICATE' });
  }
  return { ...(ca === undefined ? {} : { ca }), ...(cert === undefined || key === undefined ? {} : { cert, key }) };
}

/** @throws Error for what is no certificate, and where there is none */
function readCertificates(pem: string): void {
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^-]*(-----END CERTIFICATE-----)?/g) ?? [pem];
  for (const certificate of certificates) new X509Certificate(certificate);
}

/** Also true of what cannot be read, which is told by itself. */
function belongTogether(cert: string, key: string): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return true;
  }
}

function saslOf(variables: Variables, protocol: Protocol, problems: VariableProblem[]): KafkaSecurity['sasl'] {
  const {
    KAFKA_SASL_MECHANISM: mechanism = saslMechanisms[0],
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: password,
  } = variables;
  for (const key of ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD']) {
    const isTold = problems.some((problem) => problem.key === `${key}_FILE`);
    if (variables[key] === undefined && !isTold)
      problems.push({ key, message: `is missing, though ${PROTOCOL} is ${protocol}` });
  }
  if (!isOneOf(saslMechanisms, mechanism)) {
    problems.push({ key: 'KAFKA_SASL_MECHANISM', message: `must be one of ${saslMechanisms.join(', ')}` });
    return undefined;
  }
  return username === undefined || password === undefined ? undefined : { mechanism, username, password };
}

/** What is given and would not be used: whoever gave it takes the connection for safer than it is. */
function ofNoUse(variables: Variables, protocol: Protocol): VariableProblem[] {
  const unused = [...(protocol.endsWith('SSL') ? [] : OF_TLS), ...(protocol.startsWith('SASL') ? [] : OF_SASL)];
  return unused
    .filter((key) => variables[key] !== undefined)
    .map((key) => ({ key, message: `is given, though ${PROTOCOL} is ${protocol}, which has no use for it` }));
}

function isOneOf<T extends string>(values: readonly T[], value: string): value is T {
  return (values as readonly string[]).includes(value);
}
