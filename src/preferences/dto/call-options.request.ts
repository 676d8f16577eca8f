import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { EFFORTS, type Effort } from '../../claude/index.js';

const ON_DISCONNECT = ['finish', 'abort'] as const;
const MAX_TOKENS = 128_000;

/** What every request that can call Claude may ask of the call. */
export class CallOptionsRequest {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_TOKENS,
    description: 'Upper bound of the answer, in tokens. Default: `CLAUDE_MAX_TOKENS`.',
    example: 1024,
  })
  @IsOptional()
  @Max(MAX_TOKENS)
  @Min(1)
  @IsInt()
  readonly max_tokens?: number;

  @ApiPropertyOptional({ enum: EFFORTS, description: 'How hard Claude works on the answer.' })
  @IsOptional()
  @IsIn(EFFORTS)
  readonly effort?: Effort;

  @ApiPropertyOptional({
    default: false,
    description: 'Answer as server-sent events while Claude writes; so does `Accept: text/event-stream`.',
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
