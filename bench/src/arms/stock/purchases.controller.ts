import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';

import { AwardsService, type PurchaseEvent } from './awards.service.js';
import { settings } from './settings.js';

@Controller()
export class PurchasesController {
  constructor(private readonly awards: AwardsService) {}

  @EventPattern(settings.input)
  async purchased(@Payload() event: unknown): Promise<void> {
    await this.awards.award(event as PurchaseEvent);
  }
}
