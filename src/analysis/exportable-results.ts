import { Injectable } from '@nestjs/common';
import { everyRow, Exportable, type Owner } from '../common/index.js';
import { toAnalysisResponse } from './http/analysis.mapper.js';
import { ResultRepository } from './result.repository.js';

/** Few enough that the longest ones are no burden. */
const PAGE = 50;

@Injectable()
export class ExportableResults extends Exportable {
  readonly types = ['result'];
  readonly tables = ['results'];

  constructor(private readonly results: ResultRepository) {
    super();
  }

  async *export(owner: Owner) {
    for await (const row of everyRow(PAGE, (page) => this.results.findOldestFirst(owner, page))) {
      yield { type: 'result', ...toAnalysisResponse(row), system: row.system };
    }
  }
}
