import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { OwnPosts } from './own-posts';
import { Publication, PublicationSchema } from './publication.schema';
import { PublicationsRepository } from './publications.repository';

/** What was published, which the sync has to know as well. */
@Module({
  imports: [MongooseModule.forFeature([{ name: Publication.name, schema: PublicationSchema }])],
  providers: [PublicationsRepository, OwnPosts],
  exports: [PublicationsRepository, OwnPosts],
})
export class PublicationsModule {}
