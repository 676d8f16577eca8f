import { Get, Param, Res, type StreamableFile } from '@nestjs/common';
import {
  type Caller,
  CurrentCaller,
  type HttpReply,
  ndjsonFile,
  RepriseController,
  UserParams,
} from '../../http/index.js';
import { ExportService } from '../export/export.service.js';
import { ExportDocs } from './export.docs.js';

@RepriseController('people')
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  @Get('users/:user_id/export')
  @ExportDocs()
  async export(
    @CurrentCaller() caller: Caller,
    @Param() { user_id }: UserParams,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<StreamableFile> {
    return ndjsonFile(this.exports.export(caller.as(user_id)), 'reprise-export.ndjson', reply);
  }
}
