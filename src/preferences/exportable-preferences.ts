import { Injectable } from '@nestjs/common';
import { Exportable, type Owner } from '../common/index.js';
import { toPreferencesResponse } from './http/preferences.mapper.js';
import { PreferencesService } from './preferences.service.js';

@Injectable()
export class ExportablePreferences extends Exportable {
  readonly types = ['preferences'];
  readonly tables = ['user_preferences'];

  constructor(private readonly preferences: PreferencesService) {
    super();
  }

  async *export(owner: Owner) {
    const kept = await this.preferences.findForCall(owner);
    if (kept.version > 0) yield { type: 'preferences', ...toPreferencesResponse(owner.userId, kept) };
  }
}
