import { Module } from '@nestjs/common';
import { libraryModule } from '../common/index.js';
import { AnthropicClaudeClient } from './anthropic/anthropic-claude-client.js';
import { openAnthropicSdk } from './anthropic/anthropic-sdk.js';
import { ClaudeClient } from './claude-client.js';
import {
  CLAUDE_OPTIONS,
  CLAUDE_RULES,
  CLAUDE_SETTINGS,
  type ClaudeModuleOptions,
  type ClaudeSettings,
  toClaudeSettings,
} from './claude.options.js';
import { ClaudeService } from './claude.service.js';
import { ConcurrencyGate } from './concurrency-gate.js';
import { ModelCatalogue } from './models/model-catalogue.js';
import { CLAUDE_PRICES } from './pricing/claude-prices.js';
import { withOverrides } from './pricing/parse-prices.js';
import { PriceList } from './pricing/price-list.js';

const NO_KEY =
  'Reprise has no Anthropic API key: set claude: { apiKey: process.env.ANTHROPIC_API_KEY }, or pass your own client as claude: { client }';

/**
 * Calls Claude with limited concurrency, and adds the price to every reply. `imports` must contain a module that exports
 * `Clock`:
 * `ClaudeModule.forRoot({ apiKey, imports: [CommonModule.forRoot()] })`.
 */
@Module({
  providers: [
    { provide: CLAUDE_SETTINGS, useFactory: toClaudeSettings, inject: [CLAUDE_OPTIONS] },
    { provide: ClaudeClient, useFactory: openClient, inject: [CLAUDE_SETTINGS] },
    {
      provide: ConcurrencyGate,
      useFactory: (settings: ClaudeSettings) => new ConcurrencyGate(settings),
      inject: [CLAUDE_SETTINGS],
    },
    { provide: PriceList, useFactory: openPriceList, inject: [CLAUDE_SETTINGS] },
    ClaudeService,
    ModelCatalogue,
  ],
  exports: [ClaudeService, ClaudeClient, ConcurrencyGate, ModelCatalogue, PriceList],
})
export class ClaudeModule extends libraryModule<ClaudeModuleOptions>(CLAUDE_OPTIONS, CLAUDE_RULES) {}

function openClient({ client, apiKey, baseUrl, timeoutMs }: ClaudeSettings): ClaudeClient {
  if (client) return new AnthropicClaudeClient(client, timeoutMs);
  if (apiKey === undefined) throw new Error(NO_KEY);
  return new AnthropicClaudeClient(openAnthropicSdk({ apiKey, baseUrl }), timeoutMs);
}

function openPriceList({ prices }: ClaudeSettings): PriceList {
  return new PriceList(withOverrides(CLAUDE_PRICES, prices));
}
