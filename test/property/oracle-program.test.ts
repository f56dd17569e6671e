import { programSchemas } from './oracle/program-schemas.ts';
import { testUnseen } from './oracle/property.ts';

testUnseen(programSchemas);
