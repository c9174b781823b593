export { areOfOnePair, certificates, privateKey } from './pem.ts'
export { type TlsNames, tlsTrouble } from './trouble.ts'
