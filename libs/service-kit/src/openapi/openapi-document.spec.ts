import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ApiProperty, OpenAPIObject } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { StrictValidationPipe } from '../errors/strict-validation';
import { ApiAnswer, SuccessDto } from './api-answers';
import { openApiDocument } from './openapi-document';

class NameDto {
  @ApiProperty()
  name: string;
}

class NoteDto {
  @ApiProperty({ required: false })
  @IsOptional()
  note?: string;
}

@Controller()
class ThingsController {
  @Get('nothing')
  @ApiAnswer(SuccessDto)
  nothing(): void {}

  @Post('name')
  @ApiAnswer(SuccessDto, { errors: [409] })
  name(@Body() _body: NameDto): void {}

  @Post('note')
  @ApiAnswer([SuccessDto, NoteDto])
  note(@Body() _body: NoteDto): void {}
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

describe('the API document', () => {
  let paths: OpenAPIObject['paths'];
  beforeAll(async () => {
    const app = await NestFactory.create(ThingsModule, new FastifyAdapter(), { preview: true, logger: false });
    paths = openApiDocument(app, 'things', '1').paths;
  });

  const statuses = (operation: { responses: object } | undefined): string[] => Object.keys(operation?.responses ?? {});

  it('says of every route with a body that it may be too large or of a wrong type', () => {
    expect(statuses(paths['/name']?.post)).toEqual(expect.arrayContaining(['200', '409', '413', '415']));
    expect(statuses(paths['/nothing']?.get)).toEqual(['200', '400', '429', '500', '502', '503', '504']);
  });

  it('asks for a body where a field is required, as a missing one is read as an empty object', async () => {
    expect(paths['/name']?.post?.requestBody).toMatchObject({ required: true });
    expect(paths['/note']?.post?.requestBody).toMatchObject({ required: false });
    await expect(new StrictValidationPipe().transform(undefined, { type: 'body', metatype: NoteDto })).resolves.toEqual(
      {},
    );
  });

  it('shows each thing that a route may answer', () => {
    expect(paths['/note']?.post?.responses[200]).toMatchObject({
      content: {
        'application/json': {
          schema: {
            properties: {
              data: { oneOf: [{ $ref: '#/components/schemas/SuccessDto' }, { $ref: '#/components/schemas/NoteDto' }] },
            },
          },
        },
      },
    });
  });
});
