import { type ClaudeRequest, PriceList } from '../../src/claude/index.js';
import { formatUsd, parseUsd } from '../../src/common/index.js';
import type { Service } from './service.js';

export interface BudgetJson {
  readonly user_id: string | null;
  readonly limit_usd: string;
  readonly period: string;
  readonly billed_usd: string;
  readonly reserved_usd: string;
  readonly remaining_usd: string;
  readonly resets_at: string;
  readonly updated_at: string;
}

const prices = new PriceList();

/** The most an analysis of this text can cost, in picodollars. Prices have not changed since. */
export function worstOf(text: string, more: Partial<ClaudeRequest> = {}): bigint {
  const request = {
    model: 'claude-sonnet-5-5',
    maxTokens: 4096,
    system: null,
    effort: null,
    schema: null,
    cachePrefix: false,
    messages: [{ role: 'user' as const, content: text }],
    ...more,
  };
  const worst = prices.worstCasePicoUsd(request, new Date('2026-11-23T12:00:00Z'));
  if (worst === null) throw new Error(`${request.model} has no price`);
  return worst;
}

/** An amount that was answered, in picodollars. */
export function picoOf(usd: string): bigint {
  const pico = parseUsd(usd);
  if (pico === null) throw new Error(`${usd} is no amount`);
  return pico;
}

/** @param user `null` for the tenant */
export function budgetPath(user: string | null): string {
  return user === null ? '/budget' : `/users/${user}/budget`;
}

export async function setBudget(
  service: Service,
  user: string | null,
  limitPicoUsd: bigint,
  period: 'day' | 'month' = 'day',
): Promise<BudgetJson> {
  const body = { limit_usd: formatUsd(limitPicoUsd), period };
  return (await service.call('PUT', budgetPath(user)).send(body).expect(200)).body;
}

export async function budgetOf(service: Service, user: string | null): Promise<BudgetJson> {
  return (await service.call('GET', budgetPath(user)).expect(200)).body;
}
