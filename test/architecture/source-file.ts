import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { filesBelow, ROOT } from './files.ts'

/** A file of ours, taken apart as far as the rules need it. */
export type SourceFile = {
  /** From the project's root, with slashes. */
  path: string
  text: string
  lines: number
  imports: string[]
  /** Every function with its name, where it has one, and the lines that are its own: those of functions inside count there. */
  functions: { name: string; lines: number }[]
  /** Casts other than `as const`: the compiler was told to be quiet. */
  casts: string[]
}

/** Every source file of libs and services, tests included. */
export function readSources(): SourceFile[] {
  return filesBelow('libs', 'services')
    .filter((path) => /^[^/]+\/[^/]+\/src\/.*\.ts$/.test(path))
    .map((path) => parseSource(path, readFileSync(ROOT + path, 'utf8')))
}

export function parseSource(path: string, text: string): SourceFile {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: SourceFile = {
    path,
    text,
    lines: text.trimEnd().split('\n').length,
    imports: [],
    functions: [],
    casts: [],
  }
  const lineOf = (position: number) => file.getLineAndCharacterOfPosition(position).line
  const linesOf = (node: ts.Node) => lineOf(node.end) - lineOf(node.getStart()) + 1

  const visit = (node: ts.Node) => {
    const imported = importedBy(node)
    if (imported !== undefined) found.imports.push(imported)
    if (ts.isAsExpression(node) && node.type.getText() !== 'const') found.casts.push(node.getText())
    if (isFunction(node))
      found.functions.push({ name: nameOf(node), lines: linesOf(node) - nested(node, linesOf) })
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function importedBy(node: ts.Node): string | undefined {
  const from =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier : dynamic(node)
  return from && ts.isStringLiteral(from) ? from.text : undefined
}

function dynamic(node: ts.Node): ts.Node | undefined {
  const isImport = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
  return isImport ? node.arguments[0] : undefined
}

type FunctionNode = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration

const isFunction = (node: ts.Node): node is FunctionNode =>
  ts.isFunctionDeclaration(node) ||
  ts.isFunctionExpression(node) ||
  ts.isArrowFunction(node) ||
  ts.isMethodDeclaration(node)

/** A factory that returns named methods counts by its methods. */
function nested(node: ts.Node, linesOf: (node: ts.Node) => number): number {
  let lines = 0
  ts.forEachChild(node, (child) => {
    lines += isFunction(child) ? linesOf(child) : nested(child, linesOf)
  })
  return lines
}

function nameOf(node: FunctionNode): string {
  const named = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined)
  return named?.getText() ?? '(anonymous)'
}
