import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { REPRISE_DATA_SOURCE, TABLE_PREFIX } from '../database/index.js';
import { instancesIn } from '../http/index.js';

/** Lets no second mount of the application use the same tables: each would go by options of its own on the rows of both. */
@Injectable()
export class OneMount implements OnModuleInit {
  constructor(
    @Inject(REPRISE_DATA_SOURCE) private readonly dataSource: object,
    @Inject(TABLE_PREFIX) private readonly prefix: string,
    private readonly modules: ModulesContainer,
  ) {}

  /** @throws Error where there is one */
  onModuleInit(): void {
    const mounts = instancesIn(this.modules, OneMount);
    if (!mounts.some((mount) => mount !== this && this.isOnTablesOf(mount))) return;
    throw new Error(
      `Reprise is mounted twice on the same tables, with the tablePrefix "${this.prefix}": call forRoot once and import what it returns wherever it is needed, ` +
        'or give one of the mounts another dataSource or tablePrefix.',
    );
  }

  private isOnTablesOf(other: OneMount): boolean {
    return other.dataSource === this.dataSource && other.prefix === this.prefix;
  }
}
