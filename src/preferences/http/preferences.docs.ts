import { applyDecorators } from '@nestjs/common';
import { ApiPrecondition, ApiProblems, ETAG_HEADER } from '../../http/index.js';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiResponse } from '../../openapi/index.js';
import { PREFERENCES_EXAMPLES, PreferencesRequest } from '../dto/preferences.request.js';
import { PreferencesResponse } from '../dto/preferences.response.js';

export function GetPreferencesDocs(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'getPreferences',
      summary: "A user's standing preferences",
      description: 'Of a user that has never set any, each is `null`.',
    }),
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'The `ETag` of what you have: 304 if it is still that.',
      schema: { type: 'string' },
    }),
    ApiOkResponse({ type: PreferencesResponse, description: 'The preferences.', headers: ETAG_HEADER }),
    ApiResponse({ status: 304, description: 'They are still what `If-None-Match` names.', headers: ETAG_HEADER }),
    ApiProblems(400, 404, 503),
  );
}

export function PutPreferencesDocs(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'replacePreferences',
      summary: "Replace a user's standing preferences",
      description:
        'All of them at once: a field that is left out, or `null`, is unset. From now on they shape every analysis and every ' +
        'answer in a conversation of this user, unless the request asks otherwise or says `"preferences": false`; an answer ' +
        'names the ones in it as `reprise.preferences` in its `metadata`. A conversation keeps the model it began with.',
    }),
    ApiPrecondition(),
    ApiBody({ type: PreferencesRequest, examples: PREFERENCES_EXAMPLES }),
    ApiOkResponse({ type: PreferencesResponse, description: 'The preferences as they are now.', headers: ETAG_HEADER }),
    ApiProblems(400, 404, 412, 413, 415, 503),
  );
}
