import type { AuditActor } from '@dongbaejul/contracts';
import { Actor, Members, Requires } from '@dongbaejul/identity';
import { ListQuery } from '@dongbaejul/persistence';
import { ApiAnswer } from '@dongbaejul/service-kit';
import { Controller, Get, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { SyncedPhotosDto, SyncStartedDto } from '../sync-runs/dto/sync-run.dto';
import { ApiStarted } from '../sync-runs/api-started';
import { SyncRunsService } from '../sync-runs/sync-runs.service';
import { AlbumIdDto, AlbumsDto, PhotosDto } from './dto/photos.dto';
import { PhotosService } from './photos.service';

@ApiTags('photos')
@Controller('photos')
export class PhotosController {
  constructor(
    private readonly photos: PhotosService,
    private readonly runs: SyncRunsService,
  ) {}

  @Get('albums')
  @Members()
  @ApiOperation({ summary: 'Albums of the club’s BAND, the latest first, and how the sync is' })
  @ApiAnswer(AlbumsDto, { errors: [401, 403] })
  albums(@Query() query: ListQuery): Promise<AlbumsDto> {
    return this.photos.albums(query);
  }

  @Get('albums/:id/photos')
  @Members()
  @ApiOperation({ summary: 'An album’s photos, the latest first' })
  @ApiAnswer(PhotosDto, { errors: [401, 403, 404] })
  list(@Param() { id }: AlbumIdDto, @Query() query: ListQuery): Promise<PhotosDto> {
    return this.photos.photos(id, query);
  }

  @Post('sync')
  @Requires('sync:run')
  @ApiOperation({ summary: 'Sync the photo album now' })
  @ApiAnswer(SyncedPhotosDto, { errors: [401, 403, 409, 422] })
  @ApiExtraModels(SyncStartedDto)
  @ApiStarted()
  async sync(
    @Actor() actor: AuditActor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SyncedPhotosDto | SyncStartedDto> {
    const answer = await this.runs.syncPhotos(actor);
    if ('run_id' in answer) void reply.status(HttpStatus.ACCEPTED);
    return answer;
  }
}
