import { journeys } from './journeys/index.ts'
import { startAllInOne } from './stacks/all-in-one.ts'

journeys('the system in one process', startAllInOne)
