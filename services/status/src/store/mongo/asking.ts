import { type MongoClient, MongoError } from 'mongodb'
import { viewsTrouble } from './trouble.ts'

/** Does some work with a connected client, and says in our words when MongoDB cannot be worked with. */
export type Asking = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Every failure of MongoDB means the same to a caller: not now. Other errors pass through. A client that could
 * not connect once stays closed until it is told to connect again; telling one that is connected costs nothing.
 */
export function createAsking(client: MongoClient): Asking {
  return async (work) => {
    try {
      await client.connect()
      return await work()
    } catch (err) {
      if (!isOfMongo(err)) throw err
      throw viewsTrouble(err)
    }
  }
}

/** Now and then the driver lets an error of the socket through as it is. */
function isOfMongo(err: unknown): err is Error {
  return err instanceof MongoError || (err instanceof Error && 'syscall' in err)
}
