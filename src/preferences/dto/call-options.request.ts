import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import type { Effort } from '../../claude/index.js';
import { ApiPropertyOptional } from '../../openapi/index.js';
import { EffortField, MaxTokensField } from './call-fields.js';

const ON_DISCONNECT = ['finish', 'abort'] as const;

/** What every request that can call Claude may ask of the call. */
export class CallOptionsRequest {
  @MaxTokensField("Upper bound of the answer, in tokens. Default: the user's preference, else `CLAUDE_MAX_TOKENS`.")
  readonly max_tokens?: number;

  @EffortField()
  readonly effort?: Effort;

  @ApiPropertyOptional({
    default: true,
    description: "`false`: the user's standing preferences do not shape this call.",
  })
  @IsOptional()
  @IsBoolean()
  readonly preferences?: boolean;

  @ApiPropertyOptional({
    default: false,
    description:
      'Answer as server-sent events while Claude writes; so does an `Accept` that prefers `text/event-stream` to JSON.',
  })
  @IsOptional()
  @IsBoolean()
  readonly stream?: boolean;

  @ApiPropertyOptional({
    enum: ON_DISCONNECT,
    default: 'finish',
    description:
      'What becomes of a stream whose client leaves. `finish`: the answer is completed and stored; `abort`: Claude is cut ' +
      'short, and what there is of the answer is stored as partial and never replayed.',
  })
  @IsOptional()
  @IsIn(ON_DISCONNECT)
  readonly on_disconnect?: (typeof ON_DISCONNECT)[number];
}
