import { Injectable, NotFoundException } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource, IsNull } from 'typeorm';
import { Message } from './entities/message.entity.js';
import { Ticket } from './entities/ticket.entity.js';
import type { User } from './entities/user.entity.js';

type Writer = Pick<User, 'tenantId' | 'name'>;

/** How much of a ticket is read at once: the last messages count. */
const MAX_MESSAGES = 50;

@Injectable()
export class TicketsService {
  constructor(private readonly dataSource: DataSource) {}

  async open({ tenantId, name }: Writer, subject: string, body: string): Promise<Ticket> {
    const now = new Date().toISOString();
    const ticket = { id: randomUUID(), tenantId, openedBy: name, subject, version: 1, summaryId: null, createdAt: now };
    await this.dataSource.transaction(async (db) => {
      await db.insert(Ticket, ticket);
      await db.insert(Message, { id: randomUUID(), ticketId: ticket.id, author: name, body, createdAt: now });
    });
    return ticket;
  }

  /** Writes on a ticket; what was its summary is none any more. @throws NotFoundException also for another tenant's */
  async reply({ tenantId, name }: Writer, id: string, body: string): Promise<Message> {
    const message = { id: randomUUID(), ticketId: id, author: name, body, createdAt: new Date().toISOString() };
    await this.dataSource.transaction(async (db) => {
      const raised = { version: () => 'version + 1', summaryId: null };
      const { affected } = await db.update(Ticket, { id, tenantId }, raised);
      if (affected === 0) throw new NotFoundException('there is no such ticket');
      await db.insert(Message, message);
    });
    return message;
  }

  /** @throws NotFoundException also for another tenant's */
  async getOrThrow(tenantId: string, id: string): Promise<Ticket> {
    const ticket = await this.dataSource.getRepository(Ticket).findOneBy({ id, tenantId });
    if (!ticket) throw new NotFoundException('there is no such ticket');
    return ticket;
  }

  /** Every tenant's, the longest waiting first: for the worker. */
  findWithoutSummary(limit: number): Promise<Ticket[]> {
    return this.dataSource
      .getRepository(Ticket)
      .find({ where: { summaryId: IsNull() }, order: { createdAt: 'ASC', id: 'ASC' }, take: limit });
  }

  /** In the order in which they were written. */
  async messagesOf(ticket: Ticket): Promise<Message[]> {
    const last = await this.dataSource
      .getRepository(Message)
      .find({ where: { ticketId: ticket.id }, order: { createdAt: 'DESC', id: 'DESC' }, take: MAX_MESSAGES });
    return last.reverse();
  }

  /** Unless somebody has written on the ticket meanwhile. */
  async keepSummary({ id, tenantId, version }: Ticket, summaryId: string): Promise<void> {
    await this.dataSource.getRepository(Ticket).update({ id, tenantId, version }, { summaryId });
  }
}
