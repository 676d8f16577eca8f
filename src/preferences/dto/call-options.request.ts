import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import type { Effort } from '../../claude/index.js';
import { ApiPropertyOptional } from '../../openapi/index.js';
import { EffortField, MaxTokensField } from './call-fields.js';

const ON_DISCONNECT = ['finish', 'abort'] as const;

/** Options of every request that can call Claude. */
export class CallOptionsRequest {
  @MaxTokensField("Maximum length of the answer in tokens. Default: the user's preference, else `CLAUDE_MAX_TOKENS`.")
  readonly max_tokens?: number;

  @EffortField()
  readonly effort?: Effort;

  @ApiPropertyOptional({
    default: true,
    description: "Whether the user's preferences apply to this call.",
  })
  @IsOptional()
  @IsBoolean()
  readonly preferences?: boolean;

  @ApiPropertyOptional({
    default: false,
    description:
      'Whether to stream the answer as server-sent events. An `Accept` header that prefers `text/event-stream` to JSON has the same effect.',
  })
  @IsOptional()
  @IsBoolean()
  readonly stream?: boolean;

  @ApiPropertyOptional({
    enum: ON_DISCONNECT,
    default: 'finish',
    description:
      'What happens if the client disconnects from a stream. `finish`: the answer is completed and stored; `abort`: the call is ' +
      'aborted, and the partial answer is stored and never replayed.',
  })
  @IsOptional()
  @IsIn(ON_DISCONNECT)
  readonly on_disconnect?: (typeof ON_DISCONNECT)[number];
}
