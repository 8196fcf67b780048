import { parentPort, workerData } from 'node:worker_threads';

import { fitModel, type Sample } from '../domain/model.js';

parentPort?.postMessage(fitModel(workerData as Sample));
