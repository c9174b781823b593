import { overtaken } from '../f23-overtaken.ts'

overtaken(100)
