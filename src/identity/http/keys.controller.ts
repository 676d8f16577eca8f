import { Body, Delete, Get, Header, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { DatabaseIdentityRepository } from '../../database/index.js';
import {
  ApiPage,
  ApiProblems,
  type Caller,
  CurrentCaller,
  type HttpReply,
  type HttpRequest,
  PageQuery,
  type PageResponse,
  RepriseController,
  Roles,
  toListPage,
  toPageResponse,
} from '../../http/index.js';
import { ApiBody, ApiCreatedResponse, ApiNoContentResponse, ApiOperation } from '../../openapi/index.js';
import { ApiKeysService } from '../api-keys.service.js';
import { CreateKeyRequest, KEY_EXAMPLES } from '../dto/create-key.request.js';
import { KeyParams } from '../dto/key.params.js';
import { CreatedKeyResponse, KeyResponse } from '../dto/key.response.js';
import { toCreatedKeyResponse, toKeyResponse, toNewApiKey } from './keys.mapper.js';

/** An administrator's own tenant is the only one it can name. */
@RepriseController('keys', 'keys')
@Roles('admin')
export class KeysController {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly database: DatabaseIdentityRepository,
  ) {}

  @Post()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'createKey',
    summary: 'Make an API key; it is shown once',
    description:
      'For the whole tenant, or bound to one user. Only a digest of it is stored, so a lost key needs to be replaced.',
  })
  @ApiBody({ type: CreateKeyRequest, examples: KEY_EXAMPLES })
  @ApiCreatedResponse({ type: CreatedKeyResponse, description: 'Keep `key`: nobody can read it again.' })
  @ApiProblems(400, 413, 415, 503)
  async create(@CurrentCaller() caller: Caller, @Body() body: CreateKeyRequest): Promise<CreatedKeyResponse> {
    const asked = { ...toNewApiKey(body), isUnconfirmed: !caller.isLoggedIn };
    return toCreatedKeyResponse(await this.keys.create(caller.identity.tenantId, asked));
  }

  @Get()
  @ApiOperation({
    operationId: 'listKeys',
    summary: "The tenant's API keys, newest first",
    description: 'Keys are shown by their `hint`, never whole; revoked and expired ones stay on the list.',
  })
  @ApiPage(KeyResponse, 'A page of keys, those that no longer count among them.')
  @ApiProblems(400, 503)
  async list(
    @CurrentCaller() { identity }: Caller,
    @Query() query: PageQuery,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<PageResponse<KeyResponse>> {
    const asked = toListPage('keys', await this.database.get(), [identity.tenantId], query);
    const page = await this.keys.list(identity.tenantId, asked.page);
    return toPageResponse(page, toKeyResponse, asked, request, reply);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'revokeKey',
    summary: 'Revoke an API key; the next request with it is a 401',
    description: 'Revoking a key again changes nothing.',
  })
  @ApiNoContentResponse({ description: 'It no longer counts, on any replica.' })
  @ApiProblems(400, 404, 503)
  async revoke(@CurrentCaller() { identity }: Caller, @Param() { id }: KeyParams): Promise<void> {
    await this.keys.revoke(identity.tenantId, id);
  }
}
