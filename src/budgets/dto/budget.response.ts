import { ApiProperty } from '../../openapi/index.js';
import { BUDGET_PERIODS, type BudgetPeriod } from '../entities/budget.entity.js';

export class BudgetResponse {
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: "Whose budget it is; `null` for the tenant's own.",
    example: 'alice',
  })
  readonly user_id: string | null;

  @ApiProperty({ description: 'How much may be spent in a period.', example: '25.000000' })
  readonly limit_usd: string;

  @ApiProperty({ enum: BUDGET_PERIODS, example: 'month' })
  readonly period: BudgetPeriod;

  @ApiProperty({ description: 'What Claude has billed for the calls of the running period.', example: '3.120450' })
  readonly billed_usd: string;

  @ApiProperty({
    description: 'The most that calls under way can still cost, and those of unknown cost can have cost.',
    example: '0.041000',
  })
  readonly reserved_usd: string;

  @ApiProperty({ description: 'What is left for new calls; never below zero.', example: '21.838550' })
  readonly remaining_usd: string;

  @ApiProperty({
    format: 'date-time',
    description: 'When the next period begins.',
    example: '2026-12-01T00:00:00.000Z',
  })
  readonly resets_at: string;

  @ApiProperty({
    format: 'date-time',
    description: 'When the budget was last set.',
    example: '2026-11-25T12:00:00.000Z',
  })
  readonly updated_at: string;
}
