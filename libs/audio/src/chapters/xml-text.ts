const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** What XML 1.0 (2.2 Characters) and HTML do not allow even when it is escaped; line ends and tabs are allowed. */
const NOT_ALLOWED = /[^\P{Cc}\t\n]|[\p{Cs}\uFFFE\uFFFF]/gu

/** Text as the content of an element, or as an attribute in quotes, of XML and of HTML alike; harmless, whatever it was. */
export function escapeXml(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(NOT_ALLOWED, ' ')
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '')
}
