import { keySchemas } from './oracle/key-schemas.ts';
import { testUnseen } from './oracle/property.ts';

testUnseen(keySchemas);
