import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AccountsModule } from '../accounts/accounts.module';
import { AuditController } from './audit.controller';
import { AuditEvents } from './audit.events';
import { AuditRepository } from './audit.repository';
import { AUDIT_HEAD_MODEL, AUDIT_MODEL, auditHeadSchema, auditSchema } from './audit.schema';
import { AuditService } from './audit.service';

@Module({
  imports: [
    AccountsModule,
    MongooseModule.forFeature([
      { name: AUDIT_MODEL, schema: auditSchema },
      { name: AUDIT_HEAD_MODEL, schema: auditHeadSchema },
    ]),
  ],
  controllers: [AuditController],
  providers: [AuditRepository, AuditEvents, AuditService],
})
export class AuditModule {}
