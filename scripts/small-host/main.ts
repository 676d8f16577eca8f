import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { REPRISE_ENTITIES, REPRISE_MIGRATIONS, RepriseModule } from 'reprise';

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'better-sqlite3',
      database: 'records.db',
      entities: [...REPRISE_ENTITIES],
      migrations: [...REPRISE_MIGRATIONS],
      migrationsRun: true,
    }),
    RepriseModule.forRoot({
      claude: { apiKey: process.env['ANTHROPIC_API_KEY'], baseUrl: process.env['ANTHROPIC_BASE_URL'] },
      identity: { mode: 'none' },
    }),
  ],
})
class AppModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
  await app.listen(process.env['PORT'] ?? 3000, '127.0.0.1');
  console.log(await app.getUrl());
}

void main();
