import { Global, Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { AuthConfig } from '../config';
import { FileTransport } from './file-transport';
import { MailRepository } from './mail.repository';
import { MAIL_MODEL, mailSchema } from './mail.schema';
import { MailTransport } from './mail-transport';
import { Mailer } from './mailer';
import { SmtpTransport } from './smtp-transport';

function transportOf({ mailUrl, MAIL_FROM }: AuthConfig): MailTransport {
  if (!mailUrl.startsWith('file:')) return new SmtpTransport(mailUrl, MAIL_FROM);
  const folder = mailUrl.startsWith('file://') ? fileURLToPath(mailUrl) : mailUrl.slice('file:'.length);
  return new FileTransport(path.resolve(folder));
}

@Global()
@Module({
  imports: [MongooseModule.forFeature([{ name: MAIL_MODEL, schema: mailSchema }])],
  providers: [{ provide: MailTransport, inject: [AuthConfig], useFactory: transportOf }, MailRepository, Mailer],
  exports: [Mailer],
})
export class MailModule {}
