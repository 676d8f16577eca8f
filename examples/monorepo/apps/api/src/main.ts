import 'reflect-metadata';
import { Settings } from '@helpdesk/desk';
import { Logger, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ApiModule } from './api.module.js';

const app = await NestFactory.create(ApiModule);
app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true }));
app.enableShutdownHooks(['SIGINT', 'SIGTERM'], { useProcessExit: true });
const { host, port } = app.get(Settings);
await app.listen(port, host);
new Logger('api').log(`listening at ${await app.getUrl()}`);
