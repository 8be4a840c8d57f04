import type { ClaimedUploads } from '@dongbaejul/contracts';
import { AskHandler } from '@dongbaejul/messaging';
import { Controller } from '@nestjs/common';
import { ClaimUploadsDto } from './dto/uploads.dto';
import { UploadsService } from './uploads.service';

@Controller()
export class UploadsAsksController {
  constructor(private readonly uploads: UploadsService) {}

  @AskHandler('core.uploads.claim', ClaimUploadsDto)
  claim(request: ClaimUploadsDto): Promise<ClaimedUploads> {
    return this.uploads.claim(request);
  }
}
