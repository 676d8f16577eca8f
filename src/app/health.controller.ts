import { Get } from '@nestjs/common';
import { DatabaseProbe } from '../database/index.js';
import { ApiProblems, problem, ProblemException, PublicController } from '../http/index.js';
import { ApiOkResponse, ApiOperation, ApiProperty } from '../openapi/index.js';
import { Drain } from './drain.js';

class HealthResponse {
  @ApiProperty({ enum: ['ok'] })
  readonly status: 'ok';
}

const OK: HealthResponse = { status: 'ok' };

@PublicController('operations', 'health')
export class HealthController {
  constructor(
    private readonly database: DatabaseProbe,
    private readonly drain: Drain,
  ) {}

  @Get('live')
  @ApiOperation({
    operationId: 'live',
    summary: 'Whether the process runs; restart it when this fails',
    description: 'Asks nothing of the database, so that a process is not restarted for what a restart does not mend.',
  })
  @ApiOkResponse({ type: HealthResponse, description: 'The process runs.' })
  live(): HealthResponse {
    return OK;
  }

  @Get('ready')
  @ApiOperation({
    operationId: 'ready',
    summary: 'Whether requests can be answered; send none while this fails',
    description: 'Asks the database for an answer. Claude is not asked: stored answers can be given without it.',
  })
  @ApiOkResponse({ type: HealthResponse, description: 'The database answers.' })
  @ApiProblems(503)
  async ready(): Promise<HealthResponse> {
    if (this.drain.isDraining)
      throw new ProblemException(problem(503, 'shutting_down', 'Shutting down', 'This process is about to stop.'));
    await this.database.check();
    return OK;
  }
}
