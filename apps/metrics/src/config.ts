import { wantedNumber } from '@perennial/service';

/** What the metrics service reads from its environment for itself. */
export const metricsSettings = {
  /**
   * Fewest answers, or customers, that a figure about what people think is told of. With fewer than ten, somebody who knows
   * most of them can tell what the others said.
   */
  METRICS_MINIMUM_N: wantedNumber(999).default(10),
};
