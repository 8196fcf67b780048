import { Module } from '@nestjs/common';
import type { Log } from '@perennial/messaging';
import { CONFIG, LOG, type ServiceConfig } from '@perennial/service';

import { developmentCodeKey } from './code-key.js';
import { CodeVault } from './code-vault.js';
import type { codeSettings } from './config.js';
import { CODE_VAULT } from './tokens.js';

@Module({
  providers: [{ provide: CODE_VAULT, inject: [CONFIG, LOG], useFactory: vaultOf }],
  exports: [CODE_VAULT],
})
export class CodeVaultModule {}

function vaultOf({ settings }: ServiceConfig<typeof codeSettings>, log: Log): CodeVault {
  if (settings.CAMPAIGN_CODE_KEY) return new CodeVault(settings.CAMPAIGN_CODE_KEY);
  const { key, file } = developmentCodeKey(settings.PERENNIAL_DATA_DIR);
  log.warn('codes are kept with a development key; production needs CAMPAIGN_CODE_KEY or CAMPAIGN_CODE_KEY_FILE', {
    file,
  });
  return new CodeVault(key);
}
