import { Markup } from './markup.ts'

/** Ours alone, hence not escaped. */
export const STYLE = new Markup(`
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
header p { margin: 0; opacity: .75 }
h1 { margin: .2rem 0; line-height: 1.2; overflow-wrap: anywhere }
h2 { margin-top: 2.5rem; border-bottom: 1px solid; padding-bottom: .2rem }
figure { margin: 1rem 0 }
figcaption, caption { text-align: left; opacity: .8; padding: .3rem 0 }
.wide { overflow-x: auto; margin: 1rem 0 }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: .35rem .7rem; text-align: left }
th { font-weight: 600 }
tbody + tbody th[scope=row] { font-weight: 400 }
.pass { color: light-dark(#1a6b36, #7fd69b) }
.warn { color: light-dark(#8a4b00, #f0b35a); font-weight: 600 }
.fail { color: light-dark(#b3261e, #ff9a92); font-weight: 600 }
code { overflow-wrap: anywhere; font-size: .85em }
summary { cursor: pointer }
@media print { body { max-width: none; margin: 0 } section, figure, tr { break-inside: avoid } h2 { break-after: avoid } }
`)
