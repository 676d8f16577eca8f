import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { REPRISE_DATA_SOURCE, TABLE_PREFIX } from '../database/index.js';
import { instancesIn } from '../http/index.js';

/** Prevents two mounts in one application from using the same tables with different options. */
@Injectable()
export class SingleMount implements OnModuleInit {
  constructor(
    @Inject(REPRISE_DATA_SOURCE) private readonly dataSource: object,
    @Inject(TABLE_PREFIX) private readonly prefix: string,
    private readonly modules: ModulesContainer,
  ) {}

  /** @throws Error if another mount uses the same tables */
  onModuleInit(): void {
    const mounts = instancesIn(this.modules, SingleMount);
    if (!mounts.some((mount) => mount !== this && this.hasSameTables(mount))) return;
    throw new Error(
      `Reprise is mounted twice on the same tables, with the tablePrefix "${this.prefix}": call forRoot once and import its result wherever it is needed, ` +
        'or give one of the mounts a different dataSource or tablePrefix.',
    );
  }

  private hasSameTables(other: SingleMount): boolean {
    return other.dataSource === this.dataSource && other.prefix === this.prefix;
  }
}
