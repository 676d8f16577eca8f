import { IsString, Length } from 'class-validator';

export class ReplyRequest {
  @IsString()
  @Length(1, 2_000)
  readonly body: string;
}

export class OpenTicketRequest extends ReplyRequest {
  @IsString()
  @Length(1, 200)
  readonly subject: string;
}
