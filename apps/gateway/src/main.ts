import { runService } from '@dongbaejul/service-kit';
import { gatewayService } from './gateway.definition';

void runService(gatewayService);
