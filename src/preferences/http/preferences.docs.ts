import { applyDecorators } from '@nestjs/common';
import { ApiPrecondition, ApiProblems, ETAG_HEADER } from '../../http/index.js';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiResponse } from '../../openapi/index.js';
import { PREFERENCES_EXAMPLES, PreferencesRequest } from '../dto/preferences.request.js';
import { PreferencesResponse } from '../dto/preferences.response.js';

export function GetPreferencesDocs(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'getPreferences',
      summary: 'Retrieve the preferences of a user',
      description: 'For a user without preferences, each field is `null`.',
    }),
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'The `ETag` of the version that you have. Returns 304 if it is still the current one.',
      schema: { type: 'string' },
    }),
    ApiOkResponse({ type: PreferencesResponse, description: 'The preferences.', headers: ETAG_HEADER }),
    ApiResponse({
      status: 304,
      description: 'The preferences have not changed since the version in `If-None-Match`.',
      headers: ETAG_HEADER,
    }),
    ApiProblems(400, 404, 503),
  );
}

export function PutPreferencesDocs(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'replacePreferences',
      summary: 'Replace the preferences of a user',
      description:
        'Replaces all preferences: a field that is missing or `null` is unset. Preferences apply to all later analyses and ' +
        'messages of the user, unless a request overrides them or sets `"preferences": false`. The `metadata` of an answer ' +
        'lists the preferences that applied to it as `reprise.preferences`. A conversation keeps the model with which it was created.',
    }),
    ApiPrecondition(),
    ApiBody({ type: PreferencesRequest, examples: PREFERENCES_EXAMPLES }),
    ApiOkResponse({ type: PreferencesResponse, description: 'The current preferences.', headers: ETAG_HEADER }),
    ApiProblems(400, 404, 412, 413, 415, 503),
  );
}
