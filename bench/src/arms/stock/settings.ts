const { BENCH_BROKERS = '', BENCH_DATABASE_URL = '', BENCH_TOPIC_PREFIX = '', BENCH_TUNED = '' } = process.env;

export const settings = {
  brokers: BENCH_BROKERS.split(','),
  databaseUrl: BENCH_DATABASE_URL,
  tuned: BENCH_TUNED !== '',
  input: `${BENCH_TOPIC_PREFIX}commerce.purchase`,
  output: `${BENCH_TOPIC_PREFIX}${BENCH_TUNED === '' ? 'stock' : 'stock-tuned'}.reward-issued`,
};
