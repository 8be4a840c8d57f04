import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { CommentsModule } from '../comments/comments.module';
import { MembersModule } from '../members/members.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { PostsStoreModule } from '../posts/posts-store.module';
import { DecideReport } from './decide-report';
import { FileReport } from './file-report';
import { ModerateTarget } from './moderate-target';
import { ReportCase, ReportCaseSchema } from './report-case.schema';
import { ReportTargets } from './report-targets';
import { Report, ReportSchema } from './report.schema';
import { ReportsController } from './reports.controller';
import { ReportsRepository } from './reports.repository';
import { ReportsService } from './reports.service';

/** What members report to staff, and what staff hide. */
@Module({
  imports: [
    MongooseModule.forFeature([
      { name: ReportCase.name, schema: ReportCaseSchema },
      { name: Report.name, schema: ReportSchema },
    ]),
    PostsStoreModule,
    CommentsModule,
    MembersModule,
    NotificationsModule,
  ],
  controllers: [ReportsController],
  providers: [ReportsRepository, ReportsService, FileReport, DecideReport, ReportTargets, ModerateTarget],
  exports: [ReportsRepository],
})
export class ReportsModule {}
