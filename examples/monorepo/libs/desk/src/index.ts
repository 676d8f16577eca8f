export { dataSourceOptions } from './database.js';
export { DeskModule } from './desk.module.js';
export { Message } from './entities/message.entity.js';
export { Session } from './entities/session.entity.js';
export { Ticket } from './entities/ticket.entity.js';
export { type DeskRole, User } from './entities/user.entity.js';
export { databaseUrl, Settings } from './settings.js';
export { TicketSummaries } from './ticket-summaries.js';
export { TicketsService } from './tickets.service.js';
