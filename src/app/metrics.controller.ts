import { Get, Header } from '@nestjs/common';
import { PublicController } from '../http/index.js';
import { ApiOkResponse, ApiOperation } from '../openapi/index.js';
import { Metrics } from './metrics.js';

@PublicController('operations', 'metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({ operationId: 'metrics', summary: 'Metrics in the Prometheus text format' })
  @ApiOkResponse({
    description: 'The metrics of this process.',
    content: { 'text/plain': { schema: { type: 'string' } } },
  })
  read(): Promise<string> {
    return this.metrics.text();
  }
}
