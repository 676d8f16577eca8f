import { Get, Header, UseGuards } from '@nestjs/common';
import { ApiProblems, PublicController } from '../http/index.js';
import { ApiOkResponse, ApiOperation } from '../openapi/index.js';
import { Metrics } from './metrics.js';
import { OperatorsGuard } from './operations.js';

@PublicController('operations', 'metrics')
@UseGuards(OperatorsGuard)
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({
    operationId: 'metrics',
    summary: 'Metrics in the Prometheus text format',
    description:
      'Of this process, or of all workers together. On an address other than loopback, with authentication on, for the roles `admin` and `service`; with `OPERATIONS_PORT` on that port alone.',
  })
  @ApiOkResponse({
    description: 'The metrics of this process.',
    content: { 'text/plain': { schema: { type: 'string' } } },
  })
  @ApiProblems(401, 403)
  read(): Promise<string> {
    return this.metrics.text();
  }
}
