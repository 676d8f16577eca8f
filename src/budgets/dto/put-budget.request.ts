import { IsIn, ValidateBy } from 'class-validator';
import { parseUsd } from '../../common/index.js';
import { ApiProperty } from '../../openapi/index.js';
import { BUDGET_PERIODS, type BudgetPeriod } from '../entities/budget.entity.js';

/** Fits both databases' eight bytes as picodollars. */
const MOST_PICO_USD = 9_000_000n * 10n ** 12n;
const USD = '^(0|[1-9][0-9]{0,6})(\\.[0-9]{1,12})?$';

export class PutBudgetRequest {
  @ApiProperty({
    pattern: USD,
    description: 'How much may be spent in a period, in US dollars: a decimal string from `"0"` to `"9000000"`.',
    example: '25.00',
  })
  @ValidateBy({
    name: 'isBudgetLimit',
    validator: {
      validate: isLimit,
      defaultMessage: () => 'must be US dollars as a decimal string from "0" to "9000000", with at most 12 decimals',
    },
  })
  readonly limit_usd: string;

  @ApiProperty({ enum: BUDGET_PERIODS, description: 'The calendar in UTC by which it begins anew.', example: 'month' })
  @IsIn(BUDGET_PERIODS)
  readonly period: BudgetPeriod;
}

function isLimit(value: unknown): boolean {
  const limit = typeof value === 'string' ? parseUsd(value) : null;
  return limit !== null && limit <= MOST_PICO_USD;
}
