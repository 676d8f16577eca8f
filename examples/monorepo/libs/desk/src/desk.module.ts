import { AiConfig } from '@helpdesk/ai';
import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSourceOptions } from 'typeorm';
import { dataSourceOptions, openDatabase } from './database.js';
import { Settings } from './settings.js';
import { TicketSummaries } from './ticket-summaries.js';
import { TicketsService } from './tickets.service.js';

@Global()
@Module({
  providers: [
    { provide: Settings, useFactory: () => new Settings(process.env) },
    { provide: AiConfig, useExisting: Settings },
  ],
  exports: [Settings, AiConfig],
})
class SettingsModule {}

/** What both applications have in common: the settings, the one DataSource, the tickets. Beside it each mounts its `AiModule`. */
@Module({
  imports: [
    SettingsModule,
    TypeOrmModule.forRootAsync({
      inject: [Settings],
      useFactory: (settings: Settings) => dataSourceOptions(settings.databaseUrl),
      // Tried ten times, three seconds apart: the database may still be starting, and the migrations running.
      dataSourceFactory: (options) => openDatabase(options as DataSourceOptions),
    }),
  ],
  providers: [TicketsService, TicketSummaries],
  exports: [TicketsService, TicketSummaries],
})
export class DeskModule {}
