import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ChangesService, type ChangesAnswer } from './changes.service';
import { ControlService, type FaultsAnswer } from './control.service';
import { ChangesDto } from './dto/changes.dto';
import { FaultsDto } from './dto/faults.dto';
import { Stats } from './stats';

/** The emulator's own endpoints, which BAND does not have. */
@Controller('emulator')
export class ControlController {
  constructor(
    private readonly control: ControlService,
    private readonly changes: ChangesService,
    private readonly stats: Stats,
  ) {}

  @Get('members')
  members(): object {
    return this.control.members();
  }

  @Get('faults')
  faults(): FaultsAnswer {
    return this.control.currentFaults();
  }

  @Post('faults')
  @HttpCode(200)
  setFaults(@Body() order: FaultsDto): FaultsAnswer {
    return this.control.setFaults(order);
  }

  @Delete('faults')
  resetFaults(): FaultsAnswer {
    return this.control.resetFaults();
  }

  @Post('changes')
  @HttpCode(200)
  change(@Body() changes: ChangesDto): ChangesAnswer {
    return this.changes.apply(changes);
  }

  @Get('stats')
  statistics(): object {
    return this.stats.snapshot();
  }

  @Delete('stats')
  resetStatistics(): object {
    this.stats.reset();
    return this.stats.snapshot();
  }
}
