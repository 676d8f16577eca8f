// npm run add-user -- <tenant> <name> [admin|agent]: adds somebody who may log in, and prints the password this once.
import 'reflect-metadata';
import { databaseUrl, dataSourceOptions } from '@helpdesk/desk';
import { DataSource } from 'typeorm';
import { LoginsService } from './login/logins.service.js';

/** What Reprise takes as the name of a tenant and of a user. */
const NAME = /^[A-Za-z0-9._:@-]{1,128}$/;

const [tenantId = '', name = '', role = 'agent'] = process.argv.slice(2);
if (!NAME.test(tenantId) || !NAME.test(name) || (role !== 'admin' && role !== 'agent')) {
  console.error('usage: npm run add-user -- <tenant> <name> [admin|agent]');
  process.exit(2);
}
const dataSource = await new DataSource(dataSourceOptions(databaseUrl(process.env))).initialize();
try {
  console.log(await new LoginsService(dataSource).addUser({ tenantId, name, role }));
} finally {
  await dataSource.destroy();
}
