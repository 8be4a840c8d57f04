import { Public } from '@dongbaejul/identity';
import { ApiFile } from '@dongbaejul/service-kit';
import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ImageQueryDto, PhotoIdDto } from './photo-images.dto';
import { PhotoImagesService } from './photo-images.service';

@ApiTags('photos')
@Controller('photos')
export class PhotoImagesController {
  constructor(private readonly images: PhotoImagesService) {}

  @Get(':id/image')
  @Public()
  @ApiOperation({ summary: 'A photo as WebP, by the signed address that the lists tell' })
  @ApiFile(['image/webp'], [401, 404, 422, 503], 'The picture; no side longer than size')
  @ApiResponse({ status: 304, description: 'If-None-Match names it' })
  async image(
    @Param() { id }: PhotoIdDto,
    @Query() { size, expires, signature }: ImageQueryDto,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { body, tag } = await this.images.image({ photoId: id, size, expires, signature });
    const etag = `"${tag}"`;
    void reply.headers({
      etag,
      'cache-control': 'private, max-age=21600, immutable',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
    });
    if (known === etag) return void reply.status(304).send();
    return void reply.type('image/webp').send(body);
  }
}
