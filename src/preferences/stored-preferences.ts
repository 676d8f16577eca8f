import { Injectable } from '@nestjs/common';
import type { Owner } from '../common/index.js';
import { PreferencesService } from './preferences.service.js';
import { type Preferences, PreferencesSource } from './preferences.source.js';

/** Reads preferences from Reprise's table for every call, so that a change takes effect at once in all processes. */
@Injectable()
export class StoredPreferences extends PreferencesSource {
  constructor(private readonly service: PreferencesService) {
    super();
  }

  async find(owner: Owner): Promise<Preferences> {
    return (await this.service.findForCall(owner)).preferences;
  }
}
