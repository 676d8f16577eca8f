import { Module } from '@nestjs/common';
import { libraryModule } from '../common/index.js';
import { CACHE_OPTIONS, CACHE_RULES, type CacheModuleOptions } from './cache.options.js';
import { CacheService } from './cache.service.js';

/** Decides which answers may be replayed. Its `imports` must include the common and the encryption module. */
@Module({ providers: [CacheService], exports: [CacheService] })
export class CacheModule extends libraryModule<CacheModuleOptions>(CACHE_OPTIONS, CACHE_RULES) {}
