import { Injectable } from '@nestjs/common';
import { everyRow, Exportable, type Owner } from '../common/index.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { toKeyResponse } from './http/keys.mapper.js';

const PAGE = 50;

/** The keys that are bound to the user, without anything that they could be found out by. */
@Injectable()
export class ExportableKeys extends Exportable {
  readonly types = ['key'];
  readonly tables = ['api_keys'];

  constructor(private readonly keys: ApiKeyRepository) {
    super();
  }

  async *export(owner: Owner) {
    for await (const row of everyRow(PAGE, (page) => this.keys.findPageOf(owner, page))) {
      yield { type: 'key', ...toKeyResponse(row) };
    }
  }
}
