import { runService } from '@dongbaejul/service-kit';
import { authService } from './auth.service-definition';

void runService(authService);
