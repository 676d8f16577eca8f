import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import request from 'supertest';
import { RepriseModule } from '../../src/index.js';
import { connection, options, ownDatabase, startHost } from '../support/host.js';

const database = ownDatabase();

/** Like a host: generates the document at the start, from everything that the host serves. */
function serveDocument(app: INestApplication): void {
  const document = SwaggerModule.createDocument(app, new DocumentBuilder().setTitle('A host').build());
  SwaggerModule.setup('api', app, document, { ui: false, jsonDocumentUrl: 'api.json' });
}

describe("a host's own OpenAPI document", () => {
  it.each(['', 'ai'])('describes the routes of Reprise under "%s", with requests and responses', async (prefix) => {
    const mount = RepriseModule.forRoot({ ...options(), prefix });
    const host = await startHost({ imports: [connection(database.current), mount], prepare: serveDocument });
    const { paths, components } = (await request(host.url).get('/api.json').expect(200)).body as OpenAPIObject;
    const analyze = paths[`${prefix && `/${prefix}`}/analyze/{user_id}`]?.post;
    expect(analyze).toMatchObject({ operationId: 'analyze', tags: ['analyses'] });
    expect(Object.keys(analyze?.responses ?? {})).toEqual(expect.arrayContaining(['200', '201', '400', '429', '504']));
    expect(components?.schemas?.['CreateAnalysisRequest']).toMatchObject({ required: ['text'] });
    expect(components?.schemas?.['ProblemResponse']).toMatchObject({ properties: { code: { type: 'string' } } });
  });
});
