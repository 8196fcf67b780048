import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { newDraft } from './draft.js';
import { findJava } from './java.js';
import { kafkaClassPath } from './kafka-jars.js';
import { clusterAt } from './kafka-probe.js';
import { launch, sizeOf, tailOf, type Launched } from './launch.js';
import { endProcess, findProcesses } from './processes.js';
import { ServerEnded, StackError } from './stack-error.js';

const START_MS_MAX = 60_000;
/** A broker that takes longer is killed: KRaft recovers, and nobody waits at a terminal for it. */
const STOP_MS_MAX = 5_000;

/** Small heap, quick start: one broker for one person. The JVM's own class data archive stays on. */
const JVM = ['-Xms128m', '-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];

export interface KafkaOptions {
  /** Absolute, without symbolic links. */
  readonly directory: string;
  readonly logFile: string;
  readonly onStep: (text: string) => void;
  readonly more?: MoreOfKafka | undefined;
}

/** What a broker has besides. */
export interface MoreOfKafka {
  readonly doors: readonly Door[];
  /** More lines of its server.properties. */
  readonly properties?: Readonly<Record<string, string>>;
  /** More arguments for the tool that prepares a new log directory. */
  readonly format?: readonly string[];
}

/** A further way to the same topics, on 127.0.0.1. */
export interface Door {
  /** Letters; the same for no two. */
  readonly name: string;
  readonly protocol: 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL';
  readonly port: number;
  /** The `host:port` that clients are told, where it is another one: that of a proxy in front of it. */
  readonly advertised?: string;
}

/** One Kafka node, broker and controller in one JVM, on 127.0.0.1. */
export class Kafka {
  private constructor(
    private readonly options: KafkaOptions,
    private readonly java: string,
    private readonly classPath: string,
  ) {}

  static async prepare(options: KafkaOptions): Promise<Kafka> {
    const java = findJava();
    const classPath = await kafkaClassPath({ onStep: options.onStep });
    mkdirSync(options.directory, { recursive: true, mode: 0o700 });
    return new Kafka(options, java, classPath);
  }

  /** Ends brokers of this directory whose supervisor was killed. @returns how many there were */
  static async endOrphans(directory: string): Promise<number> {
    const orphans = findProcesses([marker(directory)]);
    await Promise.all(orphans.map((pid) => endProcess(pid, 'SIGTERM', STOP_MS_MAX)));
    return orphans.length;
  }

  /** Starts the node and waits until clients can use it. @throws StackError `KAFKA_START_FAILED` */
  async start(port: number, controllerPort: number): Promise<Launched> {
    const { directory, logFile } = this.options;
    const config = join(directory, 'server.properties');
    writeFileSync(config, properties(port, controllerPort, DATA, this.options.more));
    await this.format();
    const logStart = sizeOf(logFile);
    const launched = await launch({
      command: this.java,
      args: [...this.jvmArgs(), 'kafka.Kafka', config],
      env: javaEnvironment(),
      cwd: directory,
      logFile,
    });
    const ours = clusterId(dataDirectory(directory));
    const until = Date.now() + START_MS_MAX;
    for (;;) {
      const cluster = await clusterAt(port);
      if (launched.hasEnded()) throw startFailed(ServerEnded, 'it ended', logFile, logStart);
      if (cluster === ours) return launched;
      if (Date.now() > until) {
        await endProcess(launched.pid, 'SIGKILL', 0);
        throw startFailed(StackError, `no answer for ${START_MS_MAX / 1000} s`, logFile, logStart);
      }
      await sleep(50);
    }
  }

  static stop(pid: number): Promise<void> {
    return endProcess(pid, 'SIGTERM', STOP_MS_MAX);
  }

  /** Gives a new directory its cluster id. Done beside it and renamed, so a start that is killed here can be repeated. */
  private async format(): Promise<void> {
    const data = dataDirectory(this.options.directory);
    if (existsSync(data)) return;
    this.options.onStep('Preparing a new Kafka log directory');
    const draft = newDraft(data);
    const draftConfig = `${draft}.properties`;
    writeFileSync(draftConfig, properties(9092, 9093, basename(draft)));
    const tool = ['kafka.tools.StorageTool', 'format', '-t', newClusterId(), '-c', draftConfig];
    const format = [...this.jvmArgs(), ...tool, ...(this.options.more?.format ?? [])];
    const logStart = sizeOf(this.options.logFile);
    try {
      await promisify(execFile)(this.java, format, { cwd: this.options.directory, env: javaEnvironment() });
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      writeFileSync(this.options.logFile, `${stdout}${stderr}`, { flag: 'a', mode: 0o600 });
      throw startFailed(StackError, 'its log directory could not be prepared', this.options.logFile, logStart);
    } finally {
      rmSync(draftConfig, { force: true });
    }
    renameSync(draft, data);
  }

  private jvmArgs(): string[] {
    return [
      ...JVM,
      marker(this.options.directory),
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      '-Dorg.slf4j.simpleLogger.showDateTime=true',
      '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSSZ',
      // Its one complaint at every stop is a harmless second close of an internal client.
      '-Dorg.slf4j.simpleLogger.log.org.apache.kafka.clients.NetworkClient=error',
      '-cp',
      this.classPath,
    ];
  }
}

/** Kafka's form of a uuid. It never begins with a dash: the tool that formats would take it for an option. */
export function newClusterId(random: Buffer = randomBytes(16)): string {
  const bytes = Buffer.from(random);
  bytes.writeUInt8(bytes.readUInt8(0) & 0x7f);
  return bytes.toString('base64url');
}

/** By this argument a broker is recognised as that of a directory, whatever its pid. */
const marker = (directory: string): string => `-Dperennial.kafka.directory=${directory}`;

const DATA = 'data';
const dataDirectory = (directory: string): string => join(directory, DATA);

/**
 * @param data the log directory's name in the directory the broker runs in: of a whole path Kafka would split commas, and
 *             Java misread letters beyond Latin-1
 */
function properties(port: number, controllerPort: number, data: string, more?: MoreOfKafka): string {
  const { doors = [], properties: further = {} } = more ?? {};
  const at = (listener: string, listenerPort: number) => `${listener}://127.0.0.1:${listenerPort}`;
  const listeners = [at('PLAINTEXT', port), at('CONTROLLER', controllerPort)];
  const advertised = [at('PLAINTEXT', port)];
  const protocols = ['PLAINTEXT:PLAINTEXT', 'CONTROLLER:PLAINTEXT'];
  for (const door of doors) {
    listeners.push(at(door.name, door.port));
    advertised.push(door.advertised === undefined ? at(door.name, door.port) : `${door.name}://${door.advertised}`);
    protocols.push(`${door.name}:${door.protocol}`);
  }
  return `# Written at every start by the embedded stack; changes are lost.
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
controller.listener.names=CONTROLLER
listeners=${listeners.join(',')}
advertised.listeners=${advertised.join(',')}
listener.security.protocol.map=${protocols.join(',')}
inter.broker.listener.name=PLAINTEXT
log.dirs=./${data}
auto.create.topics.enable=false
num.partitions=6
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=6
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=6
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
# Room above the largest topic's own limit (quarantine: an oversized record and its headers).
message.max.bytes=16777216
group.initial.rebalance.delay.ms=0
# After kill -9 the controller refuses the new broker until the old one's session is over: 9 s by default.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
num.network.threads=2
num.io.threads=4
log.cleaner.dedupe.buffer.size=16777216
${Object.entries(further)
  .map(([name, value]) => `${name}=${value.replaceAll('\n', '\\n')}\n`)
  .join('')}`;
}

/** Under another locale Java on Linux cannot name a folder that has more than ASCII in its path. */
const javaEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: 'C.UTF-8' });

/** The id that a formatted log directory belongs to. */
function clusterId(data: string): string {
  const file = join(data, 'meta.properties');
  const id = /^cluster\.id=(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1]?.trim();
  if (id === undefined) throw new Error(`${file} names no cluster.id`);
  return id;
}

function startFailed(kind: typeof StackError, what: string, logFile: string, from: number): StackError {
  const lines = tailOf(logFile, from);
  return new kind(
    'KAFKA_START_FAILED',
    `The embedded Kafka did not start: ${what}.${lines ? `\n${lines}` : ''}`,
    `Its log is ${basename(logFile)} in the data directory's logs: ${logFile}`,
  );
}
