import { Controller, Get, Param, Res, UseInterceptors } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CallInterceptor } from '../control/call.interceptor';
import { ImagesService } from './images.service';

@Controller('images')
@UseInterceptors(CallInterceptor)
export class ImagesController {
  constructor(private readonly images: ImagesService) {}

  @Get(':id')
  image(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Buffer {
    const image = this.images.image(id);
    void reply.type('image/png').header('cache-control', 'public, max-age=86400');
    return image;
  }
}
