import type { UpsertedBandMembers } from '@dongbaejul/contracts';
import { AskHandler } from '@dongbaejul/messaging';
import { Controller } from '@nestjs/common';
import { BandMembersService } from './band-members.service';
import { UpsertBandMembersDto } from './dto';

@Controller()
export class BandMembersController {
  constructor(private readonly members: BandMembersService) {}

  @AskHandler('auth.band-members.upsert', UpsertBandMembersDto)
  upsert(request: UpsertBandMembersDto): Promise<UpsertedBandMembers> {
    return this.members.upsert(request);
  }
}
