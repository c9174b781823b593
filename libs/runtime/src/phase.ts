/** A process goes through these once, in this order; requests are only taken while `serving`. */
export type Phase = 'starting' | 'serving' | 'stopping'
