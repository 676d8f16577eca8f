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

/** Manages the API keys of the caller's tenant. */
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
    summary: 'Create an API key',
    description:
      'The key is for the whole tenant or bound to one user. It is returned only once, because only a digest of it is stored. Replace a lost key.',
  })
  @ApiBody({ type: CreateKeyRequest, examples: KEY_EXAMPLES })
  @ApiCreatedResponse({ type: CreatedKeyResponse, description: 'Store `key` now; it cannot be retrieved later.' })
  @ApiProblems(400, 413, 415, 503)
  async create(@CurrentCaller() caller: Caller, @Body() body: CreateKeyRequest): Promise<CreatedKeyResponse> {
    const asked = { ...toNewApiKey(body), isUnconfirmed: !caller.isLoggedIn };
    return toCreatedKeyResponse(await this.keys.create(caller.identity.tenantId, asked));
  }

  @Get()
  @ApiOperation({
    operationId: 'listKeys',
    summary: "List the tenant's API keys, newest first",
    description: 'Contains the `hint` of each key, never the key itself. Revoked and expired keys are included.',
  })
  @ApiPage(KeyResponse, 'A page of keys, including revoked and expired ones.')
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
    summary: 'Revoke an API key',
    description: 'Requests with the key get 401 at once. Revoking a key again changes nothing.',
  })
  @ApiNoContentResponse({ description: 'The key is revoked in all processes.' })
  @ApiProblems(400, 404, 503)
  async revoke(@CurrentCaller() { identity }: Caller, @Param() { id }: KeyParams): Promise<void> {
    await this.keys.revoke(identity.tenantId, id);
  }
}
