import { CommonErrors } from '@dongbaejul/contracts';
import { All, Controller, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProxyService } from './proxy.service';

/**
 * Everything in the route table arrives here, after the guards. A proxy registered on Fastify itself would go around
 * them (docs/adr).
 */
@ApiExcludeController()
@Controller()
export class ProxyController {
  constructor(private readonly proxy: ProxyService) {}

  @All('*')
  forward(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    if (!request.edgeRoute) throw CommonErrors.ROUTE_NOT_FOUND();
    this.proxy.forward(request.edgeRoute, request, reply);
  }
}
