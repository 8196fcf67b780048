export { anEvent, type EventChanges } from './an-event.js';
export { settableClock, type SettableClock } from './settable-clock.js';
export { freshDatabase, type FreshDatabase } from './fresh-database.js';
export { describeWithRealData, realData } from './real-data.js';
export { newDataDir, ownStack } from './own-stack.js';
export { testStack, uniquePrefix, type TestStack } from './test-stack.js';
export { perennial, RunningPlatform, until, type CommandResult, type PlatformService } from './running-platform.js';
