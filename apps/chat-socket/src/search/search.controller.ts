import { CurrentUser, Identity, Members } from '@dongbaejul/identity';
import { ApiAnswer } from '@dongbaejul/service-kit';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { SearchMessages } from './search-messages';
import { COUNTED_AMONG, FoundMessagesAnswer, SearchQueryDto } from './search.dto';

@ApiTags('chat')
@Members()
@Controller('chat/search')
export class SearchController {
  constructor(private readonly search: SearchMessages) {}

  @Get()
  @ApiOperation({
    summary: 'Messages of my rooms with these words, the newest first',
    description: `total is counted among the newest ${COUNTED_AMONG} messages that may have them, and marked where it is a floor`,
  })
  @ApiAnswer(FoundMessagesAnswer, { errors: [401, 403, 404] })
  find(@CurrentUser() who: Identity, @Query() query: SearchQueryDto): Promise<FoundMessagesAnswer> {
    return this.search.run(who, query);
  }
}
