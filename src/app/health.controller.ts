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
    summary: 'Liveness probe',
    description:
      'Succeeds while the process runs; restart the process if it fails. Does not query the database, because a restart does not fix a database failure.',
  })
  @ApiOkResponse({ type: HealthResponse, description: 'The process runs.' })
  live(): HealthResponse {
    return OK;
  }

  @Get('ready')
  @ApiOperation({
    operationId: 'ready',
    summary: 'Readiness probe',
    description:
      'Succeeds while the process can serve requests; send no requests while it fails. Queries the database, but not Claude: stored answers can be served without it.',
  })
  @ApiOkResponse({ type: HealthResponse, description: 'The database responds.' })
  @ApiProblems(503)
  async ready(): Promise<HealthResponse> {
    if (this.drain.isDraining)
      throw new ProblemException(problem(503, 'shutting_down', 'Shutting down', 'This process is about to stop.'));
    await this.database.check();
    return OK;
  }
}
