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
      'Metrics of this process, or of all workers. On an address other than loopback and with authentication, the role `admin` or `service` is required. With `OPERATIONS_PORT`, they are served only on that port.',
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
