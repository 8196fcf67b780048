import { choosePort, type EmbeddedStack } from '@perennial/stack';

import { certificates } from './certificates.js';
import { ownStack } from './own-stack.js';

const MODULES = 'org.apache.kafka.common.security';

/** Who may come in. */
export const login = { username: 'shop', password: 'open sesame' };

/**
 * A stack for one spec alone whose broker is also reached over TLS. It wants the login again within 13
 * seconds; kafkajs gives it 10 seconds before that, the other client after four fifths.
 *
 * @returns also the address of the door that wants the login, by any mechanism, which has a name, and of the one that wants a
 *          certificate, which has none
 */
export async function securedStack(): Promise<{
  stack: EmbeddedStack;
  byLogin: string;
  byCertificate: string;
  end: () => Promise<void>;
}> {
  const byLogin = await choosePort([]);
  const byCertificate = await choosePort([], [byLogin]);
  const { username, password } = login;
  const scram = (mechanism: string) => ['--add-scram', `${mechanism}=[name=${username},password=${password}]`];
  const { stack, end } = await ownStack({
    kafka: {
      doors: [
        { name: 'LOGIN', protocol: 'SASL_SSL', port: byLogin, advertised: `localhost:${byLogin}` },
        { name: 'CERTIFICATE', protocol: 'SSL', port: byCertificate },
      ],
      properties: {
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.certificate.chain': certificates.brokerCertificate,
        'ssl.keystore.key': certificates.brokerKey,
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.certificates': certificates.authority,
        'listener.name.certificate.ssl.client.auth': 'required',
        'listener.name.login.connections.max.reauth.ms': '13000',
        'sasl.enabled.mechanisms': 'SCRAM-SHA-512,SCRAM-SHA-256,PLAIN',
        'listener.name.login.plain.sasl.jaas.config': `${MODULES}.plain.PlainLoginModule required user_${username}="${password}";`,
        'listener.name.login.scram-sha-256.sasl.jaas.config': `${MODULES}.scram.ScramLoginModule required;`,
        'listener.name.login.scram-sha-512.sasl.jaas.config': `${MODULES}.scram.ScramLoginModule required;`,
      },
      format: [...scram('SCRAM-SHA-512'), ...scram('SCRAM-SHA-256')],
    },
  });
  return { stack, byLogin: `localhost:${byLogin}`, byCertificate: `127.0.0.1:${byCertificate}`, end };
}
