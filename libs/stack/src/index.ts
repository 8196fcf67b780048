export { DirectoryLock } from './directory-lock.js';
export { EmbeddedStack, type EmbeddedStackOptions, type ServerName } from './embedded-stack.js';
export type { Door, MoreOfKafka } from './kafka.js';
export type { Ending } from './launch.js';
export { endProcess, findProcesses, processIdentity } from './processes.js';
export { clusterAt } from './kafka-probe.js';
export { choosePort } from './ports.js';
export { StackError, type StackReason } from './stack-error.js';
export { StackFile, type RunningService, type StackDocument } from './stack-file.js';
