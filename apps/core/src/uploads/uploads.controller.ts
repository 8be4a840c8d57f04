import { CurrentUser, Identity, MaybeUser, Members, OptionalSession } from '@dongbaejul/identity';
import { Idempotent } from '@dongbaejul/persistence';
import { ApiAnswer, ApiFile } from '@dongbaejul/service-kit';
import {
  Body,
  Controller,
  Get,
  HttpStatus,
  Param,
  Post,
  Query,
  Res,
  StreamableFile,
  UseInterceptors,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { OpenUploadQuery, UploadAnswer, UploadPath } from './dto/uploads.dto';
import { FILE_TYPES } from './file-type';
import { OpenUpload } from './open-upload';
import { receivedFile, ReceiveUpload } from './receive-upload.interceptor';
import { StoreUpload } from './store-upload';
import { UploadsService } from './uploads.service';

const ONE_FILE = { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } };

@ApiTags('uploads')
@Controller('uploads')
export class UploadsController {
  constructor(
    private readonly storeUpload: StoreUpload,
    private readonly openUpload: OpenUpload,
    private readonly uploads: UploadsService,
  ) {}

  @Post()
  @Members()
  // Decorators are applied from the last one up, and interceptors run in that order: first the file, then the key.
  @Idempotent()
  @UseInterceptors(ReceiveUpload)
  @ApiOperation({
    summary: 'Upload a picture or a file',
    description:
      'One file, in a field named file (other names are taken as well), of up to 20 MB: JPEG, PNG, WebP, GIF, PDF or ZIP, told by its content. Pictures are turned upright and ' +
      'lose what they tell of place and camera. What nothing hangs on after a day is deleted.',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: ONE_FILE })
  @ApiAnswer(UploadAnswer, { status: HttpStatus.CREATED, errors: [401, 403, 409, 422] })
  async create(@CurrentUser() who: Identity, @Body() body: object): Promise<UploadAnswer> {
    return { upload: await this.uploads.one(await this.storeUpload.run(who, receivedFile(body))) };
  }

  @Get(':id')
  @OptionalSession()
  @ApiOperation({
    summary: 'The bytes of an upload',
    description: 'For whoever holds its signed address, or is signed in and may see what it hangs on',
  })
  @ApiFile(FILE_TYPES, [401, 403, 404], 'The file as it was uploaded, or a picture of it')
  async open(
    @MaybeUser() who: Identity | undefined,
    @Param() { id }: UploadPath,
    @Query() query: OpenUploadQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { bytes, headers } = await this.openUpload.run(id, query, who);
    void reply.headers(headers);
    return new StreamableFile(bytes);
  }
}
