// What a host's own test does with `reprise/testing`: it runs with Node alone, and no service beside it.
import 'reflect-metadata';
import { strict as assert } from 'node:assert';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AnalysisService, Clock, RepriseModule } from 'reprise';
import { ManualClock, startSimulatedClaude, testingDataSource } from 'reprise/testing';

async function test(): Promise<void> {
  const claude = await startSimulatedClaude();
  await claude.client.script([{ text: 'A fox.' }]);
  const clock = new ManualClock();

  @Module({
    imports: [
      TypeOrmModule.forRoot(testingDataSource()),
      RepriseModule.forRoot({ claude: { apiKey: claude.apiKey, baseUrl: claude.url }, clock, http: false }),
    ],
  })
  class TestModule {}

  const app = await NestFactory.createApplicationContext(TestModule, { logger: ['error'] });
  assert.equal(app.get(Clock, { strict: false }), clock);
  const analyses = app.get(AnalysisService, { strict: false });
  const { result } = await analyses.analyze({ tenantId: 'acme', userId: 'alice' }, { text: 'What is it?' });
  assert.equal(result.result, 'A fox.');
  assert.deepEqual(result.createdAt, clock.now());
  await app.close();
  await claude.stop();
}

void test();
