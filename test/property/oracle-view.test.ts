import { testUnseen } from './oracle/property.ts';
import { viewSchemas } from './oracle/view-schemas.ts';

testUnseen(viewSchemas);
