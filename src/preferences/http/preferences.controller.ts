import { Body, Get, Param, Put, Res } from '@nestjs/common';
import {
  type Caller,
  CurrentCaller,
  type HttpReply,
  IfChanged,
  IfUnchanged,
  type Precondition,
  RepriseController,
  UserParams,
} from '../../http/index.js';
import { PreferencesRequest } from '../dto/preferences.request.js';
import { PreferencesResponse } from '../dto/preferences.response.js';
import { PreferencesService } from '../preferences.service.js';
import { GetPreferencesDocs, PutPreferencesDocs } from './preferences.docs.js';
import { allows, toPreferences, toPreferencesReply, toConditionalReply } from './preferences.mapper.js';

@RepriseController('preferences', 'users/:user_id/preferences')
export class PreferencesController {
  constructor(private readonly preferences: PreferencesService) {}

  @Get()
  @GetPreferencesDocs()
  async get(
    @CurrentCaller() caller: Caller,
    @Param() { user_id }: UserParams,
    @IfChanged() condition: Precondition,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<PreferencesResponse | undefined> {
    return toConditionalReply(user_id, await this.preferences.find(caller.as(user_id)), condition, reply);
  }

  @Put()
  @PutPreferencesDocs()
  async put(
    @CurrentCaller() caller: Caller,
    @Param() { user_id }: UserParams,
    @Body() body: PreferencesRequest,
    @IfUnchanged() condition: Precondition,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<PreferencesResponse> {
    const replaced = this.preferences.replace(caller.as(user_id), toPreferences(body), allows(condition));
    return toPreferencesReply(user_id, await replaced, reply);
  }
}
