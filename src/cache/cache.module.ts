import { Module } from '@nestjs/common';
import { roomModule } from '../common/index.js';
import { CACHE_OPTIONS, type CacheModuleOptions } from './cache.options.js';
import { CacheService } from './cache.service.js';

/** Needs a module that provides `Clock` among its imports: `CommonModule.using()`. */
@Module({ providers: [CacheService], exports: [CacheService] })
export class CacheModule extends roomModule<CacheModuleOptions>(CACHE_OPTIONS) {}
